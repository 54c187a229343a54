import type { NextCheck } from "../../api/report.ts";
import { whereWord } from "../../lib/words.ts";
import { Commands } from "../../parts/Copy.tsx";
import { Part } from "./Part.tsx";

/** What would settle what is open. */
export function NextChecks({ checks }: { checks: NextCheck[] }) {
  return (
    <Part id="next-checks" title="Next checks">
      <ul class="plain">
        {checks.map((check, i) => (
          <li key={i}>
            {check.settles} <span class="dim">({whereWord(check.where)})</span>
            <Commands commands={[check.command]} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
