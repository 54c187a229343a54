import { csrsOf, reportOf } from "./fixtures.mjs";
import { rfc3339 } from "./times.mjs";

const started = Date.now();
const csrs = csrsOf(started);

/** Answers a request below /api/v1/. */
export async function answer(request, response, url, { clusters, story, events, options }) {
  const parts = url.pathname.split("/").slice(3).map(decodeURIComponent);
  const query = url.searchParams;
  if (options.token && request.headers.authorization !== `Bearer ${options.token}`)
    return send(response, 401, { error: "A bearer token is needed." });
  if (options.fail && url.pathname.includes(options.fail))
    return send(response, 503, { error: `${url.pathname} fails, as --fail wants it.` });

  const [resource, context, part, name, action] = parts;
  if (resource === "events") return events.listen(request, response);
  if (resource === "whoami")
    return send(response, 200, {
      user: options.token ? "jane" : null,
      mayDecide: options.mayDecide,
      auth: options.token ? "token" : "none",
    });
  if (resource === "history") return history(response, story, query, options);
  if (resource !== "clusters") return send(response, 404, { error: `There is no resource ${resource}.` });
  if (context === undefined) return send(response, 200, overview(clusters, options));

  const cluster = clusters.find((c) => c.context === context);
  if (!cluster)
    return send(response, 404, {
      error: `There is no cluster ${context}. The server's are: ${clusters.map((c) => c.context).join(", ")}.`,
    });
  if (part === "csrs" && request.method === "POST") return decide(request, response, name, action, options);
  if (part === "csrs")
    return unreachable(cluster)
      ? send(response, 502, { error: unreachable(cluster) })
      : send(response, 200, context === "prod-eu" ? csrs : { ...csrs, items: [] });
  if (name === undefined) return send(response, 200, nodes(cluster, query));

  const node = cluster.nodes.find((n) => n.name === name);
  if (!node) return send(response, 404, { error: `${context} has no node ${name}.` });
  if (action === undefined)
    return send(response, 200, { context, node, incident: node.incident === null ? null : cluster.incidents[node.incident] });
  if (action === "report") return report(response, cluster, node, query.get("format") ?? "json", options);
  if (action === "bundle") return file(response, "application/gzip", Buffer.from("not a real bundle"));
  return send(response, 404, { error: `There is no ${action} of a node.` });
}

function unreachable(cluster) {
  return cluster.missing.find((m) => m.what === "cluster/nodes.json")?.why;
}

function overview(clusters, options) {
  return {
    serverTime: rfc3339(Date.now()),
    version: "0.1.0",
    leader: true,
    history: options.history,
    clusters: clusters.map(({ nodes: _, ...cluster }) => cluster),
  };
}

function nodes(cluster, query) {
  const verdicts = query.get("verdict")?.split(",") ?? [];
  const search = (query.get("search") ?? "").toLowerCase();
  const fit = cluster.nodes.filter(
    (node) =>
      (verdicts.length === 0 || verdicts.includes(node.excluded ? "excluded" : node.verdict)) &&
      [node.name, node.cause, node.zone, node.pool].some((text) => text?.toLowerCase().includes(search)),
  );
  const offset = Number(query.get("offset") ?? 0);
  const limit = Number(query.get("limit") ?? 200);
  return { total: fit.length, nodes: fit.slice(offset, offset + limit), next: offset + limit < fit.length ? offset + limit : null };
}

function history(response, story, query, options) {
  if (!options.history) return send(response, 503, { error: "The history cannot be read: the database does not answer." });
  const page = story.page({
    context: query.get("context"),
    node: query.get("node"),
    before: Number(query.get("before") ?? 0),
    limit: Number(query.get("limit") ?? 100),
  });
  return send(response, 200, page);
}

async function report(response, cluster, node, format, options) {
  await new Promise((resolve) => setTimeout(resolve, options.delay));
  if (unreachable(cluster)) return send(response, 502, { error: `${node.name} cannot be diagnosed: ${unreachable(cluster)}` });
  const known = node.incident === null ? (node.verdict === "healthy" ? "healthy" : "insufficient-evidence") : node.cause;
  const value = reportOf(known, node.name, Date.now());
  if (format === "json") return send(response, 200, value, { "certrot-verdict": value.verdict });
  return file(response, "text/plain; charset=utf-8", Buffer.from(`${format}: ${value.headline}\n`));
}

async function decide(request, response, name, decision, options) {
  if (request.headers["certrot-request"] !== "dashboard") return send(response, 403, { error: "The header Certrot-Request is missing." });
  if (!options.mayDecide) return send(response, 403, { error: "Decisions are switched off: start the server with --allow-decisions." });
  let body = "";
  for await (const chunk of request) body += chunk;
  const { uid } = JSON.parse(body);
  const csr = csrs.items.find((c) => c.name === name && c.uid === uid);
  if (!csr) return send(response, 409, { error: `${name} is another CSR than the one that was shown: read the list again.` });
  csr.condition = decision === "approve" ? "Approved" : "Denied";
  Object.assign(csr, { decision: "ignore", rule: "decided", reason: `it is ${decision === "approve" ? "approved" : "denied"}`, rules: [] });
  return send(response, 200, csr);
}

function send(response, status, value, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(value));
}

function file(response, type, content) {
  response.writeHead(200, { "content-type": type });
  response.end(content);
}
