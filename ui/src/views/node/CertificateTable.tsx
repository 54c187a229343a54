import type { ReportCertificate } from "../../api/report.ts";
import type { CertificateKind } from "../../api/types.ts";
import { stageWord } from "../../lib/words.ts";
import { LifeDrawing } from "./LifeDrawing.tsx";
import { Part } from "./Part.tsx";

/** How far the renewal of each certificate came. */
export function CertificateTable({ certificates, now }: { certificates: Record<CertificateKind, ReportCertificate>; now: number }) {
  return (
    <Part id="certificates" title="Certificates">
      <div class="lives">
        {(["client", "serving"] as const).map((kind) => {
          const certificate = certificates[kind];
          return (
            <div key={kind}>
              <h4>
                {kind}{" "}
                <span class="dim">
                  {stageWord(certificate.stage)}
                  {certificate.stage !== "unknown" && `: ${certificate.stageText}`}
                </span>
              </h4>
              <LifeDrawing certificate={certificate} now={now} />
              <p class="dim">
                {certificate.subject !== null &&
                  `${certificate.subject}${certificate.issuer === null ? "" : `, by ${certificate.issuer}`}. `}
                {certificate.source !== null && (
                  <>
                    From <code>{certificate.source}</code>.
                  </>
                )}
              </p>
            </div>
          );
        })}
      </div>
    </Part>
  );
}
