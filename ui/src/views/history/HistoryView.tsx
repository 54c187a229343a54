import type { Clusters } from "../../api/types.ts";
import { useNow } from "../../hooks/useNow.ts";
import { go } from "../../hooks/useRoute.ts";
import type { Route } from "../../lib/routes.ts";
import { ContextSelect } from "../../parts/ContextSelect.tsx";
import { Heading } from "../../parts/Heading.tsx";
import { Notice, ResourceState } from "../../parts/Notice.tsx";
import { Search } from "../../parts/Search.tsx";
import { TransitionTable } from "./TransitionTable.tsx";
import { useHistory } from "./useHistory.ts";

const limit = 100;

interface Props {
  route: Extract<Route, { view: "history" }>;
  clusters: Clusters | null;
}

export function HistoryView({ route, clusters }: Props) {
  const now = useNow();
  const history = useHistory(route.context, route.node, limit);
  return (
    <>
      <Heading title="History" />
      <p class="dim">What changed, newest first. New changes appear on top.</p>
      {clusters?.history === false && (
        <Notice kind="warning">
          The history is not available: the database does not answer, or there is none. Changes are not recorded now.
        </Notice>
      )}
      <div class="filters">
        <ContextSelect
          id="history-cluster"
          contexts={clusters?.clusters.map((cluster) => cluster.context) ?? []}
          value={route.context}
          all="all"
          onValue={(context) => go({ ...route, context })}
        />
        <Search id="history-node" label="Node (whole name)" value={route.node} onValue={(node) => go({ ...route, node }, true)} />
      </div>
      <ResourceState resource={history} what="The history" />
      {history.data && history.data.length === 0 && (
        <p>Nothing is recorded{route.node !== "" || route.context !== null ? " for this filter" : " yet"}.</p>
      )}
      {history.data && history.data.length > 0 && <TransitionTable transitions={history.data} now={now} />}
      {history.more && (
        <p>
          <button type="button" onClick={history.more} disabled={history.loading}>
            Load older ones
          </button>
        </p>
      )}
    </>
  );
}
