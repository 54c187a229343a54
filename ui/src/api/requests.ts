// One function for each resource of the API.
import { apiPath, getBlob, getJson, postJson, reportPatience } from "./client.ts";
import { setServerTime } from "./clock.ts";
import type { CsrReview, CsrReviewList } from "./csr.ts";
import type { DiagnosisReport } from "./report.ts";
import type { Clusters, NodePage, NodeReply, TransitionPage, WhoAmI } from "./types.ts";

export async function getClusters(signal: AbortSignal): Promise<Clusters> {
  const reply = await getJson<Clusters>(apiPath("clusters"), signal);
  setServerTime(reply.serverTime);
  return reply;
}

export interface NodeQuery {
  verdicts: string[];
  search: string;
  offset: number;
  limit: number;
}

export function getNodes(context: string, query: NodeQuery, signal: AbortSignal): Promise<NodePage> {
  const values = new URLSearchParams({ offset: String(query.offset), limit: String(query.limit) });
  if (query.verdicts.length > 0) values.set("verdict", query.verdicts.join(","));
  if (query.search !== "") values.set("search", query.search);
  return getJson(`${apiPath("clusters", context, "nodes")}?${values}`, signal);
}

export function getNode(context: string, node: string, signal: AbortSignal): Promise<NodeReply> {
  return getJson(apiPath("clusters", context, "nodes", node), signal);
}

export type ReportFormat = "text" | "markdown" | "html" | "json" | "yaml";

function reportPath(context: string, node: string, format: ReportFormat): string {
  return `${apiPath("clusters", context, "nodes", node, "report")}?format=${format}`;
}

export function getReport(context: string, node: string, signal: AbortSignal): Promise<DiagnosisReport> {
  return getJson(reportPath(context, node, "json"), signal, reportPatience);
}

export function getReportFile(context: string, node: string, format: ReportFormat, signal: AbortSignal): Promise<Blob> {
  return getBlob(reportPath(context, node, format), signal);
}

export function getBundle(context: string, node: string, signal: AbortSignal): Promise<Blob> {
  return getBlob(apiPath("clusters", context, "nodes", node, "bundle"), signal);
}

export interface HistoryQuery {
  context: string | null;
  node: string;
  before: number | null;
  limit: number;
}

export function getHistory(query: HistoryQuery, signal: AbortSignal): Promise<TransitionPage> {
  const values = new URLSearchParams({ limit: String(query.limit) });
  if (query.context !== null) values.set("context", query.context);
  if (query.node !== "") values.set("node", query.node);
  if (query.before !== null) values.set("before", String(query.before));
  return getJson(`${apiPath("history")}?${values}`, signal);
}

export async function getCsrs(context: string, signal: AbortSignal): Promise<CsrReview[]> {
  return (await getJson<CsrReviewList>(apiPath("clusters", context, "csrs"), signal)).items;
}

export function decideCsr(context: string, csr: CsrReview, decision: "approve" | "deny", reason: string): Promise<void> {
  // The UID: another CSR may have taken the name since the page was read.
  return postJson(apiPath("clusters", context, "csrs", csr.name, decision), { uid: csr.uid, reason });
}

export function getWhoAmI(signal: AbortSignal): Promise<WhoAmI> {
  return getJson(apiPath("whoami"), signal);
}
