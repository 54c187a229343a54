import { verdictWord } from "../lib/words.ts";

interface Props {
  verdict: string;
  large?: boolean;
  /** It is of old data. Health of the past is no health: it then looks like what is not known. */
  past?: boolean;
}

/** A verdict in words, with a shape and a colour of its own: any one of the three suffices to tell it. */
export function Verdict({ verdict, large, past }: Props) {
  const look = past && verdict === "healthy" ? "undetermined" : verdict;
  return (
    <span class={`verdict v-${look}${large ? " large" : ""}`}>
      <VerdictShape verdict={look} /> {past && "was "}
      {verdictWord(verdict)}
    </span>
  );
}

export function VerdictShape({ verdict }: { verdict: string }) {
  return (
    <svg class={`shape v-${verdict}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <Shape verdict={verdict} />
    </svg>
  );
}

function Shape({ verdict }: { verdict: string }) {
  switch (verdict) {
    case "failing":
      return (
        <>
          <path class="fill" d="M5 0h6l5 5v6l-5 5H5l-5-5V5z" />
          <path class="mark" d="M5 5l6 6M11 5l-6 6" />
        </>
      );
    case "at-risk":
      return (
        <>
          <path class="fill" d="M8 0.5L16 15H0z" />
          <path class="mark" d="M8 5.5v4.2M8 11.6v1.6" />
        </>
      );
    case "healthy":
      return (
        <>
          <circle class="fill" cx="8" cy="8" r="8" />
          <path class="mark" d="M4.3 8.3l2.6 2.6 4.8-5.4" />
        </>
      );
    case "not-certificate-related":
      return (
        <>
          <path class="fill" d="M8 0l8 8-8 8-8-8z" />
          <path class="mark" d="M8 4v4.6M8 10.4V12" />
        </>
      );
    case "excluded":
      return (
        <>
          <circle class="hollow" cx="8" cy="8" r="7" />
          <path class="line" d="M4.5 8h7" />
        </>
      );
    default:
      return (
        <>
          <rect class="hollow" x="1" y="1" width="14" height="14" />
          <path class="line" d="M5.8 6.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 11.4v1.4" />
        </>
      );
  }
}
