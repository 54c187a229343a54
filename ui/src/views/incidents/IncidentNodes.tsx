import { useState } from "preact/hooks";
import { count } from "../../lib/words.ts";
import { Link } from "../../parts/Link.tsx";

const few = 12;
/** An incident may have thousands: they are shown in portions. */
const portion = 200;

/** The nodes of an incident; those that are lost first come first. */
export function IncidentNodes({ context, nodes }: { context: string; nodes: string[] }) {
  const [shown, setShown] = useState(few);
  const rest = nodes.length - shown;
  return (
    <>
      <ul class="inline">
        {nodes.slice(0, shown).map((node) => (
          <li key={node}>
            <Link to={{ view: "node", context, node }}>{node}</Link>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" class="small" onClick={() => setShown(shown + portion)}>
          Show {count(Math.min(rest, portion), "more node", "more nodes")}
          {rest > portion && ` of ${rest}`}
        </button>
      )}
    </>
  );
}
