import { outcomeWord } from "../lib/words.ts";
import { VerdictShape } from "./Verdict.tsx";

const shapes: Record<string, string> = {
  pass: "healthy",
  ok: "healthy",
  warn: "at-risk",
  wait: "at-risk",
  fail: "failing",
  problem: "failing",
  unknown: "undetermined",
  "not-collected": "undetermined",
};

/** The outcome of a check, with the shape that verdicts of that meaning have. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  const shape = shapes[outcome] ?? "excluded";
  return (
    <span class={`mark-word v-${shape}`}>
      <VerdictShape verdict={shape} /> {outcomeWord(outcome)}
    </span>
  );
}
