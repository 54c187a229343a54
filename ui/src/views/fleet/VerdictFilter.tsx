import type { Counts } from "../../api/types.ts";
import { number, verdicts, verdictWord } from "../../lib/words.ts";
import { VerdictShape } from "../../parts/Verdict.tsx";

interface Props {
  counts: Counts;
  chosen: string[];
  onChosen: (verdicts: string[]) => void;
}

/** Which verdicts are listed; none chosen means all of them. */
export function VerdictFilter({ counts, chosen, onChosen }: Props) {
  const shown = verdicts.filter((verdict) => (counts[verdict] ?? 0) > 0 || chosen.includes(verdict));
  if (shown.length === 0) return null;
  return (
    <fieldset class="choices">
      <legend class="sr">Only nodes that are</legend>
      {shown.map((verdict) => (
        <label key={verdict} class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(verdict)}
            onChange={(event) => onChosen(event.currentTarget.checked ? [...chosen, verdict] : chosen.filter((v) => v !== verdict))}
          />
          <VerdictShape verdict={verdict} />
          {verdictWord(verdict)} <span class="dim">{number(counts[verdict] ?? 0)}</span>
        </label>
      ))}
    </fieldset>
  );
}
