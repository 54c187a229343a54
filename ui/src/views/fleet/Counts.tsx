import type { Counts as NodeCounts } from "../../api/types.ts";
import { number, verdicts, verdictWord } from "../../lib/words.ts";
import { VerdictShape } from "../../parts/Verdict.tsx";

/** How many nodes have each verdict, worst first. */
export function Counts({ counts }: { counts: NodeCounts }) {
  const present = verdicts.filter((verdict) => (counts[verdict] ?? 0) > 0);
  if (present.length === 0) return <span class="dim">none known</span>;
  return (
    <ul class="counts">
      {present.map((verdict) => (
        <li key={verdict}>
          <VerdictShape verdict={verdict} /> {number(counts[verdict] ?? 0)} {verdictWord(verdict)}
        </li>
      ))}
    </ul>
  );
}
