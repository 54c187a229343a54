import type { Cluster, PendingCsrs } from "../../api/types.ts";
import { isPast, trouble } from "../../lib/freshness.ts";
import { headline, nodeCount } from "../../lib/headline.ts";
import { sentence } from "../../lib/sentence.ts";
import { duration, parseTime, relative, stamp } from "../../lib/times.ts";
import { count, signerWord } from "../../lib/words.ts";
import { csrs } from "../../lib/routes.ts";
import { Freshness } from "../../parts/Freshness.tsx";
import { Link } from "../../parts/Link.tsx";
import { MissingList } from "../../parts/MissingList.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Verdict } from "../../parts/Verdict.tsx";

export function ClusterHead({ cluster, now }: { cluster: Cluster; now: number }) {
  const why = trouble(cluster);
  const seen = parseTime(cluster.scannedAt);
  return (
    <section aria-labelledby="cluster-name" class="cluster-head">
      <h2 id="cluster-name">
        <Verdict verdict={cluster.verdict} large past={isPast(cluster, now)} /> {cluster.context}
      </h2>
      <p class="headline">{headline(cluster, now)}</p>
      <p>
        <Freshness scannedAt={cluster.scannedAt} now={now} />
        <Pending cluster={cluster} now={now} />
      </p>
      {why !== null && (
        <Notice kind="error">
          The cluster cannot be seen now: {sentence(why)}{" "}
          {seen === null || nodeCount(cluster) === 0
            ? "Nothing is known of it."
            : `What is shown is of ${stamp(seen)} (${relative(seen, now)}).`}
        </Notice>
      )}
      {cluster.missing.length > 0 && (
        <details>
          <summary class="amber">{count(cluster.missing.length, "thing", "things")} could not be seen</summary>
          <MissingList missing={cluster.missing} />
        </details>
      )}
    </section>
  );
}

/** The CSRs of kubelets that wait for a decision. */
function Pending({ cluster, now }: { cluster: Cluster; now: number }) {
  const waiting = cluster.pendingCsrs.filter((pending) => pending.count > 0);
  if (waiting.length === 0) return null;
  return (
    <>
      {" · "}
      <Link to={csrs({ context: cluster.context })}>{waiting.map((pending) => pendingWords(pending, now)).join("; ")}</Link>
    </>
  );
}

function pendingWords(pending: PendingCsrs, now: number): string {
  const signer = signerWord(pending.signer);
  const oldest = parseTime(pending.oldest);
  const since = oldest === null ? "" : `, the oldest for ${duration(Math.max(0, (now - oldest) / 1_000))}`;
  return `${count(pending.count, `${signer} CSR`, `${signer} CSRs`)} pending${since}`;
}
