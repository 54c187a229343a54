import type { Cluster } from "../api/types.ts";
import { trouble } from "./freshness.ts";
import { verdictRank } from "./words.ts";

/** Worst first; a cluster that cannot be scanned comes before those that are well. */
export function worstFirst(clusters: Cluster[]): Cluster[] {
  return [...clusters].sort((a, b) => rank(a) - rank(b) || (a.context < b.context ? -1 : 1));
}

function rank(cluster: Cluster): number {
  const rank = verdictRank(cluster.verdict);
  return trouble(cluster) === null ? rank : Math.min(rank, verdictRank("undetermined"));
}

/** The cluster that the address names, or the worst; null where the named one is not there. */
export function chooseCluster(clusters: Cluster[], context: string | null): Cluster | null {
  if (context !== null) return clusters.find((cluster) => cluster.context === context) ?? null;
  return worstFirst(clusters)[0] ?? null;
}
