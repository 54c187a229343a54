import { useEffect } from "preact/hooks";
import { getNodes } from "../../api/requests.ts";
import type { Cluster } from "../../api/types.ts";
import { useLiveReload } from "../../hooks/useLive.ts";
import { useNow } from "../../hooks/useNow.ts";
import { useResource } from "../../hooks/useResource.ts";
import { go } from "../../hooks/useRoute.ts";
import { lastOffset } from "../../lib/paging.ts";
import type { Route } from "../../lib/routes.ts";
import { count } from "../../lib/words.ts";
import { ResourceState } from "../../parts/Notice.tsx";
import { Pager } from "../../parts/Pager.tsx";
import { Search } from "../../parts/Search.tsx";
import { NodeTable } from "./NodeTable.tsx";
import { VerdictFilter } from "./VerdictFilter.tsx";

const limit = 100;

interface Props {
  cluster: Cluster;
  route: Extract<Route, { view: "fleet" }>;
}

/** The nodes of a cluster, page by page: the server sorts and filters, since there may be thousands. */
export function Nodes({ cluster, route }: Props) {
  const now = useNow();
  const { context } = cluster;
  const { verdicts, search, offset } = route;
  const key = [context, verdicts.join(","), search, offset].join("\n");
  const nodes = useResource(key, (signal) => getNodes(context, { verdicts, search, offset, limit }, signal), true);
  useLiveReload(nodes.reload, (event) => event.type === "cluster" && event.cluster.context === context);

  const page = nodes.data;
  useEffect(() => {
    // The list may have become shorter than the page that the address names.
    if (page && page.nodes.length === 0 && page.total > 0 && offset > 0)
      go({ ...route, context, offset: lastOffset(limit, page.total) }, true);
  }, [page]);

  function change(part: Partial<typeof route>, replace = false) {
    go({ ...route, context, offset: 0, ...part }, replace);
  }

  function turn(to: number) {
    change({ offset: to });
    document.getElementById("nodes")?.focus();
  }

  return (
    <section aria-labelledby="nodes">
      <h3 id="nodes" tabIndex={-1}>
        Nodes
      </h3>
      <div class="filters">
        <VerdictFilter counts={cluster.counts} chosen={verdicts} onChosen={(next) => change({ verdicts: next })} />
        <Search
          id="node-search"
          label="Search"
          hint="name, cause, zone, pool"
          value={search}
          onValue={(next) => change({ search: next }, true)}
        />
      </div>
      <ResourceState resource={nodes} what="The nodes" />
      {page && (
        <>
          <p role="status" class="dim result">
            {page.total === 0 ? nothing(verdicts.length > 0 || search !== "") : `${count(page.total, "node", "nodes")}, worst first.`}
          </p>
          {page.nodes.length > 0 && <NodeTable cluster={cluster} nodes={page.nodes} now={now} busy={nodes.loading} />}
          <Pager offset={offset} limit={limit} total={page.total} what="nodes" onOffset={turn} />
        </>
      )}
    </section>
  );
}

function nothing(filtered: boolean): string {
  return filtered ? "No node fits the filter." : "No nodes are known here.";
}
