import type { Cluster } from "../api/types.ts";
import { parseTime } from "./times.ts";

// A cluster is judged when something changes and every few minutes besides. What is older than this is not the present.
const limit = 600_000;

export function isOld(scannedAt: string | null, now: number): boolean {
  const at = parseTime(scannedAt);
  return at === null || now - at > limit;
}

/** What is known of the cluster is of the past: it cannot be scanned, or was not for long. */
export function isPast(cluster: Pick<Cluster, "scannedAt" | "error">, now: number): boolean {
  return cluster.error !== null || isOld(cluster.scannedAt, now);
}
