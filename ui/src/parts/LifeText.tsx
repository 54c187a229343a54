import type { CertificateLife } from "../api/types.ts";
import { duration, parseTime, stamp } from "../lib/times.ts";
import { stageWord } from "../lib/words.ts";

/** Stages that need nobody; where the stage is not known, what is left of the life tells enough. */
const quiet = new Set(["not-due", "in-use", "unknown"]);

/** What is left of a certificate, and its stage where that says more than that all is well. */
export function LifeText({ certificate, now }: { certificate: CertificateLife; now: number }) {
  const end = parseTime(certificate.notAfter);
  const stage = quiet.has(certificate.stage) ? null : stageWord(certificate.stage);
  if (end === null) return <span class="dim">end not known{stage && `, ${stage}`}</span>;
  const ended = end <= now;
  return (
    <span title={`ends ${stamp(end)}${certificate.notBefore === null ? "; its start is not known" : ""}`}>
      <span class={ended ? "red strong" : undefined}>
        {ended ? `ended ${duration((now - end) / 1_000)} ago` : `${duration((end - now) / 1_000)} left`}
      </span>
      {stage && <span class={alarming.has(certificate.stage) ? "red" : "amber"}>, {stage}</span>}
    </span>
  );
}

const alarming = new Set(["denied", "failed", "not-rotated", "stored-not-used", "issued-not-stored"]);
