import type { Cluster } from "../../api/types.ts";
import { itemWord } from "../../lib/words.ts";
import { OutcomeMark } from "../../parts/OutcomeMark.tsx";
import { Quotes } from "../../parts/Quotes.tsx";
import { When } from "../../parts/When.tsx";

/** What concerns the cluster as a whole. */
export function Items({ cluster, now }: { cluster: Cluster; now: number }) {
  if (cluster.items.length === 0) return null;
  return (
    <section aria-labelledby="items">
      <h3 id="items">The cluster as a whole</h3>
      <ul class="rows">
        {cluster.items.map((item) => (
          <li key={item.id}>
            <OutcomeMark outcome={item.outcome} /> <strong>{itemWord(item.id)}</strong>
            {item.at !== null && (
              <span class="dim">
                {" "}
                <When time={item.at} now={now} brief />
              </span>
            )}
            <div>{item.text}</div>
            <Quotes evidence={item.evidence} />
          </li>
        ))}
      </ul>
    </section>
  );
}
