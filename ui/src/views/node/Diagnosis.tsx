import { useState } from "preact/hooks";
import { getReport } from "../../api/requests.ts";
import { useLive } from "../../hooks/useLive.ts";
import { useNow } from "../../hooks/useNow.ts";
import { useResource } from "../../hooks/useResource.ts";
import { sentence } from "../../lib/sentence.ts";
import { parseTime, relative, stamp } from "../../lib/times.ts";
import { Notice } from "../../parts/Notice.tsx";
import { Report } from "./Report.tsx";

interface Props {
  context: string;
  node: string;
}

/** A diagnosis that is made now, of the node itself: it takes some seconds. */
export function Diagnosis({ context, node }: Props) {
  const now = useNow();
  const report = useResource(`${context}\n${node}`, (signal) => getReport(context, node, signal));
  const [changed, setChanged] = useState<string | null>(null);
  useLive((event) => {
    if (event.type === "transition" && event.transition.context === context && event.transition.node === node)
      setChanged(event.transition.at);
  });
  const at = parseTime(report.data?.evidenceAt);
  const later = parseTime(changed);
  const again = (
    <button type="button" class="small" disabled={report.loading} onClick={report.reload}>
      Diagnose again
    </button>
  );

  return (
    <section aria-labelledby="diagnosis" class="diagnosis">
      <h2 id="diagnosis">Diagnosis</h2>
      {report.loading && (
        <p class="loading" role="status">
          Collecting evidence of {node} and judging it: some seconds, longer where the node does not answer…
        </p>
      )}
      {report.error !== null && !report.loading && (
        <Notice kind="error">
          {report.data === null ? "The node could not be diagnosed. " : "It could not be diagnosed again: what is shown is older. "}
          {sentence(report.error)} {again}
        </Notice>
      )}
      {report.data && at !== null && (
        <>
          <p class="dim" aria-busy={report.loading}>
            Evidence of {stamp(at)} ({relative(at, now)}). {report.error === null && again}
          </p>
          {later !== null && later > at && (
            <Notice kind="warning">The node has changed since ({relative(later, now)}): diagnose it again.</Notice>
          )}
          <Report report={report.data} context={context} />
        </>
      )}
    </section>
  );
}
