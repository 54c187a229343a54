import type { DiagnosisReport } from "../../api/report.ts";

/** The parts of a long report, to jump to. */
export function Contents({ report }: { report: DiagnosisReport }) {
  const parts: [id: string, title: string, present: boolean][] = [
    ["way-out", "Way out", report.fix.length > 0],
    ["next-checks", "Next checks", report.nextChecks.length > 0],
    ["other-causes", "Other causes", report.otherCauses.length > 0],
    ["chain", "Cause to symptom", report.chain.length > 0],
    ["certificates", "Certificates", true],
    ["timeline", "Timeline", report.timeline.length > 0],
    ["findings", "Findings", report.findings.length > 0],
    ["playbook", "Playbook", report.playbook.length > 0],
    ["rules", "Diagnosis rules", report.diagnosis.length > 0],
    ["ruled-out", "Ruled out", report.ruledOut.length > 0],
    ["not-collected", "Not collected", report.missing.length > 0],
  ];
  return (
    <nav aria-label="Parts of the report" class="contents">
      <ul class="inline">
        {parts
          .filter(([, , present]) => present)
          .map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
      </ul>
    </nav>
  );
}
