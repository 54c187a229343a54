import { useNow } from "../../hooks/useNow.ts";
import { ResourceState } from "../../parts/Notice.tsx";
import { TransitionTable } from "../history/TransitionTable.tsx";
import { useHistory } from "../history/useHistory.ts";

const limit = 20;

export function NodeHistory({ context, node }: { context: string; node: string }) {
  const now = useNow();
  const history = useHistory(context, node, limit);
  return (
    <section aria-labelledby="node-history">
      <h2 id="node-history">History</h2>
      <ResourceState resource={history} what="The history" />
      {history.data && history.data.length === 0 && <p>Nothing is recorded of this node.</p>}
      {history.data && history.data.length > 0 && <TransitionTable transitions={history.data} now={now} ofOneNode />}
      {history.more && (
        <button type="button" disabled={history.loading} onClick={history.more}>
          Load older ones
        </button>
      )}
    </section>
  );
}
