import type { DiagnosisReport } from "../../api/report.ts";
import { parseTime } from "../../lib/times.ts";
import { Quotes } from "../../parts/Quotes.tsx";
import { WayOut } from "../../parts/WayOut.tsx";
import { Contents } from "./Contents.tsx";
import { Chain } from "./Chain.tsx";
import { CertificateTable } from "./CertificateTable.tsx";
import { NextChecks } from "./NextChecks.tsx";
import { OtherCauses } from "./OtherCauses.tsx";
import { Part } from "./Part.tsx";
import { ReportHead } from "./ReportHead.tsx";
import { Steps } from "./Steps.tsx";
import { Timeline } from "./Timeline.tsx";

/** The report in the order of the other outputs: what to do comes before why. */
export function Report({ report, context }: { report: DiagnosisReport; context: string }) {
  // Everything in a report is relative to when its evidence was collected.
  const now = parseTime(report.evidenceAt) ?? 0;
  const checks = report.nextChecks.length > 0 && <NextChecks checks={report.nextChecks} />;
  return (
    <>
      <ReportHead report={report} context={context} now={now} />
      <Contents report={report} />
      {report.fix.length > 0 && (
        <Part id="way-out" title="Way out">
          <WayOut fix={report.fix} level={4} />
        </Part>
      )}
      {report.fix.length === 0 && checks}
      {report.otherCauses.length > 0 && <OtherCauses causes={report.otherCauses} now={now} />}
      {report.chain.length > 0 && <Chain chain={report.chain} now={now} />}
      <CertificateTable certificates={report.certificates} now={now} />
      {report.timeline.length > 0 && <Timeline entries={report.timeline} now={now} />}
      {report.findings.length > 0 && (
        <Part id="findings" title="Findings">
          <ul class="plain">
            {report.findings.map((finding, i) => (
              <li key={i}>
                <strong class={severityInk(finding.severity)}>{finding.severity}</strong> {finding.text}
                <Quotes evidence={finding.evidence} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Steps id="playbook" title="Playbook" caption="The runbook’s seven steps and what each one showed" steps={report.playbook} />
      <Steps id="rules" title="Diagnosis rules" caption="The runbook’s rules and what came of each" steps={report.diagnosis} />
      {report.fix.length > 0 && checks}
      {report.ruledOut.length > 0 && (
        <Part id="ruled-out" title="Ruled out">
          <ul class="plain">
            {report.ruledOut.map((cause) => (
              <li key={cause.id}>
                <code>{cause.id}</code> {cause.reason}
                <Quotes evidence={cause.evidence} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      {report.missing.length > 0 && (
        <Part id="not-collected" title="Not collected">
          <ul class="plain">
            {report.missing.map((missing, i) => (
              <li key={i}>
                <code>{missing.what}</code> {missing.why}
              </li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function severityInk(severity: string): string {
  if (severity === "critical" || severity === "high") return "red";
  return severity === "medium" || severity === "low" ? "amber" : "dim";
}
