import type { DiagnosisReport } from "../../api/report.ts";
import { duration, parseTime, stamp } from "../../lib/times.ts";
import { Fact, Facts } from "../../parts/Facts.tsx";
import { Link } from "../../parts/Link.tsx";
import { Quotes } from "../../parts/Quotes.tsx";
import { Verdict } from "../../parts/Verdict.tsx";
import { When } from "../../parts/When.tsx";

const few = 10;

export function ReportHead({ report, context, now }: { report: DiagnosisReport; context: string; now: number }) {
  const cause = report.rootCause;
  const others = report.scope.affectedNodes.filter((node) => node !== report.node);
  return (
    <>
      <p class="headline">
        <Verdict verdict={report.verdict} large /> {report.headline}
      </p>
      <Facts>
        {cause.certificate !== null && <Fact name="Certificate">{cause.certificate}</Fact>}
        <Fact name="Cause">
          <strong>{cause.title}</strong> <code>{cause.id}</code>
          <div>{cause.summary}</div>
        </Fact>
        <Fact name="Confidence">
          {cause.confidence}, severity {cause.severity}
        </Fact>
        {cause.since !== null && (
          <Fact name="Since">
            <When time={cause.since} now={now} />
          </Fact>
        )}
        {cause.change !== null && <Fact name="After">{cause.change}</Fact>}
        <TimeLeft lostAt={report.outlook.lostAt} now={now} />
        <Fact name="Outlook">
          {report.outlook.text}
          {report.outlook.nextRetry !== null && (
            <>
              {" "}
              Next try <When time={report.outlook.nextRetry} now={now} />.
            </>
          )}
        </Fact>
        <Fact name="Scope">
          {report.scope.text}
          {others.length > 0 && (
            <ul class="inline">
              {others.slice(0, few).map((node) => (
                <li key={node}>
                  <Link to={{ view: "node", context, node }}>{node}</Link>
                </li>
              ))}
              {others.length > few && <li class="dim">and {others.length - few} more</li>}
            </ul>
          )}
        </Fact>
      </Facts>
      <Quotes evidence={cause.evidence} />
    </>
  );
}

function TimeLeft({ lostAt, now }: { lostAt: string | null; now: number }) {
  const lost = parseTime(lostAt);
  if (lost === null) return null;
  if (lost <= now) {
    return (
      <Fact name="Lost">
        <strong class="red">since</strong> <When time={lostAt} now={now} />
      </Fact>
    );
  }
  return (
    <Fact name="Time left">
      <strong class="red">{duration((lost - now) / 1_000)}</strong>, until {stamp(lost)}
    </Fact>
  );
}
