import type { Clusters } from "../../api/types.ts";
import { useNow } from "../../hooks/useNow.ts";
import type { Resource } from "../../hooks/useResource.ts";
import { go } from "../../hooks/useRoute.ts";
import { trouble } from "../../lib/freshness.ts";
import { worstFirst } from "../../lib/choose.ts";
import type { Route } from "../../lib/routes.ts";
import { sentence } from "../../lib/sentence.ts";
import { ContextSelect } from "../../parts/ContextSelect.tsx";
import { Heading } from "../../parts/Heading.tsx";
import { Link } from "../../parts/Link.tsx";
import { Notice, ResourceState } from "../../parts/Notice.tsx";
import { IncidentCard } from "./IncidentCard.tsx";

interface Props {
  route: Extract<Route, { view: "incidents" }>;
  clusters: Resource<Clusters>;
}

export function IncidentsView({ route, clusters }: Props) {
  const now = useNow();
  const all = worstFirst(clusters.data?.clusters ?? []);
  const shown = all.filter((cluster) => route.context === null || cluster.context === route.context);
  const incidents = shown.flatMap((cluster) =>
    cluster.incidents.filter((i) => route.cause === null || i.cause.id === route.cause).map((incident) => ({ cluster, incident })),
  );
  const blind = shown.filter((cluster) => trouble(cluster) !== null || cluster.scannedAt === null);
  return (
    <>
      <Heading title="Incidents" />
      <p class="dim">Nodes with one root cause are one incident, with one way out.</p>
      <div class="filters">
        <ContextSelect
          id="incident-cluster"
          contexts={all.map((cluster) => cluster.context)}
          value={route.context}
          all="all"
          onValue={(context) => go({ ...route, context })}
        />
        {route.cause !== null && (
          <span>
            Only <code>{route.cause}</code>. <Link to={{ ...route, cause: null }}>Show all causes</Link>
          </span>
        )}
      </div>
      <ResourceState resource={clusters} what="The incidents" />
      {blind.map((cluster) => (
        <Notice key={cluster.context} kind="warning">
          {cluster.context} cannot be seen now: {sentence(trouble(cluster) ?? "it was not scanned yet")} It may have incidents that are not
          listed.
        </Notice>
      ))}
      {clusters.data && incidents.length === 0 && <p>{blind.length > 0 ? "No incident is known." : "There is no incident."}</p>}
      {incidents.map(({ cluster, incident }) => (
        <IncidentCard
          key={`${cluster.context} ${incident.cause.id} ${incident.example}`}
          cluster={cluster}
          incident={incident}
          now={now}
          open={incidents.length <= 2}
        />
      ))}
    </>
  );
}
