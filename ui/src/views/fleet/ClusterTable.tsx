import type { Cluster } from "../../api/types.ts";
import { isPast, trouble } from "../../lib/freshness.ts";
import { fleet } from "../../lib/routes.ts";
import { Freshness } from "../../parts/Freshness.tsx";
import { Link } from "../../parts/Link.tsx";
import { Verdict } from "../../parts/Verdict.tsx";
import { Counts } from "./Counts.tsx";

interface Props {
  clusters: Cluster[];
  chosen: string | null;
  now: number;
}

export function ClusterTable({ clusters, chosen, now }: Props) {
  return (
    <table class="stack clusters">
      <caption class="sr">Clusters, worst first</caption>
      <thead>
        <tr>
          <th scope="col">Cluster</th>
          <th scope="col">Verdict</th>
          <th scope="col">Nodes</th>
          <th scope="col">Data</th>
        </tr>
      </thead>
      <tbody>
        {clusters.map((cluster) => (
          <tr key={cluster.context} class={cluster.context === chosen ? "chosen" : undefined}>
            <th scope="row">
              <Link to={fleet({ context: cluster.context })} current={cluster.context === chosen}>
                {cluster.context}
              </Link>
            </th>
            <td>
              <Verdict verdict={cluster.verdict} past={isPast(cluster, now)} />
            </td>
            <td>
              <Counts counts={cluster.counts} />
            </td>
            <td>
              {trouble(cluster) !== null && <span class="red">cannot be seen now; </span>}
              <Freshness scannedAt={cluster.scannedAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
