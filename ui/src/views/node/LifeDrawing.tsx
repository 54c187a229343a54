import type { CertificateLife } from "../../api/types.ts";
import { lifeBar } from "../../lib/lifebar.ts";
import { dateStamp, parseTime, relative, stamp } from "../../lib/times.ts";
import { LifeBar } from "../../parts/LifeBar.tsx";
import { When } from "../../parts/When.tsx";

/** A certificate's life with its dates in words. */
export function LifeDrawing({ certificate, now }: { certificate: CertificateLife; now: number }) {
  const bar = lifeBar(certificate, now);
  const end = parseTime(certificate.notAfter);
  const start = parseTime(certificate.notBefore);
  const opens = parseTime(certificate.rotationWindow[0]);
  const closes = parseTime(certificate.rotationWindow[1]);
  return (
    <div class="life-drawing">
      <LifeBar certificate={certificate} now={now} height={14} />
      <div class="ends">
        <span class="dim">{bar.known === "life" && start !== null ? `from ${dateStamp(start)}` : "its start is not known"}</span>
        <span class={end !== null && end <= now ? "red strong" : "strong"}>
          {end === null ? "end not known" : `${end <= now ? "ended" : "ends"} ${stamp(end)} (${relative(end, now)})`}
        </span>
      </div>
      <ul class="plain">
        {opens !== null && closes !== null && (
          <li>
            rotation window {dateStamp(opens)} to {dateStamp(closes)}{" "}
            <span class="dim">
              (
              {opens > now
                ? `opens ${relative(opens, now)}`
                : closes > now
                  ? `open, closes ${relative(closes, now)}`
                  : `closed ${relative(closes, now)}`}
              )
            </span>
          </li>
        )}
        {certificate.lastRotation !== null && (
          <li>
            last rotated <When time={certificate.lastRotation} now={now} />
          </li>
        )}
        {certificate.csr && (
          <li>
            CSR <code>{certificate.csr.name}</code> {certificate.csr.status}, created <When time={certificate.csr.created} now={now} />
          </li>
        )}
      </ul>
    </div>
  );
}
