import type { Cluster, FleetNode } from "../../api/types.ts";
import { isPast } from "../../lib/freshness.ts";
import { NodeRow } from "./NodeRow.tsx";

interface Props {
  cluster: Cluster;
  nodes: FleetNode[];
  now: number;
  busy: boolean;
}

export function NodeTable({ cluster, nodes, now, busy }: Props) {
  const past = isPast(cluster, now);
  return (
    <table class="stack nodes" aria-busy={busy}>
      <caption>
        <span class="legend-text">
          Each bar is a certificate’s life: <span class="key past" /> past, <span class="key left" /> left, <span class="key window" /> its
          rotation window (70–90 %), <span class="key now" /> now. Dashed: only its end is known, or nothing.
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">Verdict</th>
          <th scope="col">Client certificate</th>
          <th scope="col">Serving certificate</th>
          <th scope="col">Lost</th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map((node) => (
          <NodeRow
            key={node.name}
            context={cluster.context}
            node={node}
            incident={node.incident === null ? undefined : cluster.incidents[node.incident]}
            now={now}
            past={past}
          />
        ))}
      </tbody>
    </table>
  );
}
