import type { Fix } from "../api/types.ts";
import { whereWord } from "../lib/words.ts";
import { Commands } from "./Copy.tsx";

/** The steps of a repair, in order. */
export function WayOut({ fix, level }: { fix: Fix[]; level: 3 | 4 }) {
  const Heading = level === 3 ? "h3" : "h4";
  return (
    <ol class="steps">
      {fix.map((step, i) => (
        <li key={i}>
          <Heading>
            {step.title} <span class="dim">({whereWord(step.where)})</span>
          </Heading>
          {step.note && <p>{step.note}</p>}
          {step.commands.length > 0 && <Commands commands={step.commands} />}
          {step.verify && (
            <>
              <p class="dim">To check:</p>
              <Commands commands={[step.verify]} />
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
