// Every view is an address, and an address is all that a view needs.

export type Route =
  | { view: "fleet"; context: string | null; verdicts: string[]; search: string; offset: number }
  | { view: "incidents"; context: string | null; cause: string | null }
  | { view: "node"; context: string; node: string }
  | { view: "csrs"; context: string | null; state: CsrState; search: string; offset: number }
  | { view: "history"; context: string | null; node: string }
  | { view: "unknown"; path: string };

export type CsrState = "pending" | "all";

export function fleet(part: Partial<Omit<Extract<Route, { view: "fleet" }>, "view">> = {}): Route {
  return { view: "fleet", context: null, verdicts: [], search: "", offset: 0, ...part };
}

export function csrs(part: Partial<Omit<Extract<Route, { view: "csrs" }>, "view">> = {}): Route {
  return { view: "csrs", context: null, state: "pending", search: "", offset: 0, ...part };
}

export function parseRoute(path: string, query: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const values = new URLSearchParams(query);
  const context = values.get("context") || null;
  const search = values.get("search") ?? "";
  const offset = whole(values.get("offset"));
  switch (parts.length === 1 ? parts[0] : parts.length === 0 ? "fleet" : "") {
    case "fleet":
      return { view: "fleet", context, verdicts: (values.get("verdict") ?? "").split(",").filter((v) => v !== ""), search, offset };
    case "incidents":
      return { view: "incidents", context, cause: values.get("cause") || null };
    case "csrs":
      return { view: "csrs", context, state: values.get("state") === "all" ? "all" : "pending", search, offset };
    case "history":
      return { view: "history", context, node: values.get("node") ?? "" };
  }
  const [clusters, cluster, nodes, node] = parts.map(decode);
  if (parts.length === 4 && clusters === "clusters" && nodes === "nodes" && cluster && node)
    return { view: "node", context: cluster, node };
  return { view: "unknown", path };
}

export function formatRoute(route: Route): string {
  switch (route.view) {
    case "fleet":
      return withQuery("/fleet", { context: route.context, verdict: route.verdicts.join(","), search: route.search, offset: route.offset });
    case "incidents":
      return withQuery("/incidents", { context: route.context, cause: route.cause });
    case "node":
      return `/clusters/${encodeURIComponent(route.context)}/nodes/${encodeURIComponent(route.node)}`;
    case "csrs":
      return withQuery("/csrs", {
        context: route.context,
        state: route.state === "all" ? "all" : "",
        search: route.search,
        offset: route.offset,
      });
    case "history":
      return withQuery("/history", { context: route.context, node: route.node });
    case "unknown":
      return route.path;
  }
}

function withQuery(path: string, values: Record<string, string | number | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

function whole(text: string | null): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray % in an address is no reason to show nothing.
    return part;
  }
}
