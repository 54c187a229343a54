import type { Cluster } from "../api/types.ts";
import { trouble } from "./freshness.ts";
import { duration, parseTime } from "./times.ts";
import { count, number } from "./words.ts";

export function nodeCount(cluster: Cluster): number {
  return Object.values(cluster.counts).reduce((sum, n) => sum + n, 0);
}

/** A cluster's state in one sentence. */
export function headline(cluster: Cluster, now: number): string {
  const nodes = nodeCount(cluster);
  if (cluster.scannedAt === null) return "Not scanned yet.";
  if (nodes === 0) return trouble(cluster) === null ? "It has no nodes." : "Its nodes are not known.";
  const affected = new Set(cluster.incidents.flatMap((incident) => incident.nodes)).size;
  if (affected === 0) return quietHeadline(cluster, nodes);
  const causes = count(cluster.incidents.length, "root cause affects", "root causes affect");
  return `${causes} ${number(affected)} of ${count(nodes, "node", "nodes")}${firstLoss(cluster, now)}.`;
}

function quietHeadline(cluster: Cluster, nodes: number): string {
  const unknown = cluster.counts.undetermined ?? 0;
  if (unknown > 0) return `No root cause is proven; of ${number(unknown)} of ${count(nodes, "node", "nodes")} the state is not known.`;
  return `No root cause is known among ${count(nodes, "node", "nodes")}.`;
}

function firstLoss(cluster: Cluster, now: number): string {
  const times = cluster.incidents.map((incident) => parseTime(incident.firstLostAt)).filter((time) => time !== null);
  if (times.length === 0) return "";
  const first = Math.min(...times);
  return first <= now
    ? `; the first node was lost ${duration((now - first) / 1_000)} ago`
    : `; the first node is lost in ${duration((first - now) / 1_000)} if nothing changes`;
}
