import type { Quote } from "../api/types.ts";
import { visible } from "../lib/data.ts";
import { parseTime, stamp } from "../lib/times.ts";
import { count } from "../lib/words.ts";

/** What a statement rests on, folded away until somebody asks. */
export function Quotes({ evidence }: { evidence: Quote[] | null }) {
  if (!evidence || evidence.length === 0) return null;
  return (
    <details class="quotes">
      <summary>{count(evidence.length, "piece of evidence", "pieces of evidence")}</summary>
      {evidence.map((quote, i) => {
        const time = parseTime(quote.time);
        return (
          <figure key={i}>
            <figcaption>
              <code>{visible(quote.source)}</code>
              {time !== null && <span class="dim"> {stamp(time)}</span>}
            </figcaption>
            <pre class="quote">{visible(quote.text)}</pre>
          </figure>
        );
      })}
    </details>
  );
}
