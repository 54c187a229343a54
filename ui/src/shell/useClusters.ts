import { useEffect } from "preact/hooks";
import { liveState } from "../api/live.ts";
import { getClusters } from "../api/requests.ts";
import type { Clusters } from "../api/types.ts";
import { useLiveReload } from "../hooks/useLive.ts";
import { type Resource, useResource } from "../hooks/useResource.ts";
import { useStore } from "../hooks/useStore.ts";

// A proxy may hold events back for ever. Without them the page asks, less often.
const poll = 30_000;

/** The clusters, kept up to date by events. */
export function useClusters(): Resource<Clusters> {
  const clusters = useResource("clusters", getClusters);
  useLiveReload(clusters.reload, () => true);
  const { status } = useStore(liveState);
  useEffect(() => {
    if (status === "live") return;
    const timer = setInterval(clusters.reload, poll);
    return () => clearInterval(timer);
  }, [status, clusters.reload]);
  return clusters;
}
