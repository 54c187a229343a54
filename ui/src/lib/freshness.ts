import type { Cluster } from "../api/types.ts";
import { parseTime } from "./times.ts";

// Something of each cluster is read every minute. What is older than this is not the present.
const limit = 300_000;

export function isOld(scannedAt: string | null, now: number): boolean {
  const at = parseTime(scannedAt);
  return at === null || now - at > limit;
}

/**
 * Why the cluster cannot be seen now; null where it can. Where it was seen before, that stays, and the list of its nodes is among what is
 * missing.
 */
export function trouble(cluster: Pick<Cluster, "error" | "missing">): string | null {
  return cluster.error ?? cluster.missing.find((missing) => missing.what === "cluster/nodes.json")?.why ?? null;
}

/** What is known of the cluster is of the past: it cannot be seen now, or was not for minutes. */
export function isPast(cluster: Pick<Cluster, "scannedAt" | "error" | "missing">, now: number): boolean {
  return trouble(cluster) !== null || isOld(cluster.scannedAt, now);
}
