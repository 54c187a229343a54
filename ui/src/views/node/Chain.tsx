import type { ChainLink } from "../../api/report.ts";
import { Quotes } from "../../parts/Quotes.tsx";
import { When } from "../../parts/When.tsx";
import { Part } from "./Part.tsx";

/** From the root cause to what people see, in causal order. */
export function Chain({ chain, now }: { chain: ChainLink[]; now: number }) {
  return (
    <Part id="chain" title="From the cause to what people see">
      <ol class="chain">
        {chain.map((link, i) => (
          <li key={i} class={link.expected ? "expected" : undefined}>
            {link.text} {link.id !== null && <code>{link.id}</code>}
            {link.expected && <span class="amber"> (still to come)</span>}{" "}
            {link.time !== null && (
              <span class="dim">
                <When time={link.time} now={now} />
              </span>
            )}
            <Quotes evidence={link.evidence} />
          </li>
        ))}
      </ol>
    </Part>
  );
}
