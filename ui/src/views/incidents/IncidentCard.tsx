import type { Cluster, Incident } from "../../api/types.ts";
import { isPast } from "../../lib/freshness.ts";
import { nodeCount } from "../../lib/headline.ts";
import { fleet } from "../../lib/routes.ts";
import { parseTime } from "../../lib/times.ts";
import { count, number } from "../../lib/words.ts";
import { Commands } from "../../parts/Copy.tsx";
import { Fact, Facts } from "../../parts/Facts.tsx";
import { Freshness } from "../../parts/Freshness.tsx";
import { Link } from "../../parts/Link.tsx";
import { Quotes } from "../../parts/Quotes.tsx";
import { Verdict } from "../../parts/Verdict.tsx";
import { WayOut } from "../../parts/WayOut.tsx";
import { When } from "../../parts/When.tsx";
import { IncidentNodes } from "./IncidentNodes.tsx";

interface Props {
  cluster: Cluster;
  incident: Incident;
  now: number;
  /** Whether the way out is unfolded: with many incidents, an overview comes first. */
  open: boolean;
}

export function IncidentCard({ cluster, incident, now, open }: Props) {
  const { cause } = incident;
  const lost = parseTime(incident.firstLostAt);
  return (
    <article class={`card v-${incident.verdict}`} aria-label={`${cause.title}, ${cluster.context}`}>
      <h2>
        <Verdict verdict={incident.verdict} past={isPast(cluster, now)} /> {cause.title}
      </h2>
      <p>{cause.summary}</p>
      <Facts pairs>
        <Fact name="Affected">
          <strong>
            {number(incident.nodes.length)} of {count(nodeCount(cluster), "node", "nodes")}
          </strong>
          , {incident.pods === null ? "pods not counted" : count(incident.pods, "pod", "pods")}
          {incident.controlPlane && "; the cause is in the control plane: each node that has to renew meets it"}
        </Fact>
        {lost !== null && (
          <Fact name={lost <= now ? "First lost" : "First is lost"}>
            <strong class="red">
              <When time={incident.firstLostAt} now={now} />
            </strong>
          </Fact>
        )}
        <Fact name="Cluster">
          {cluster.context}, <Freshness scannedAt={cluster.scannedAt} now={now} />
        </Fact>
        <Fact name="Since">
          <When time={incident.since ?? cause.since} now={now} />
        </Fact>
        <Fact name="Zones">{incident.zones.length === 0 ? <span class="dim">not known</span> : incident.zones.join(", ")}</Fact>
        <Fact name="Pools">{incident.pools.length === 0 ? <span class="dim">not known</span> : incident.pools.join(", ")}</Fact>
        <Fact name="Certificate">{cause.certificate ?? "both, or neither alone"}</Fact>
        {cause.change !== null && (
          <Fact name="After" wide>
            {cause.change}
          </Fact>
        )}
        <Fact name="Confidence">
          {cause.confidence}, severity {cause.severity}
        </Fact>
        <Fact name="Nodes" wide>
          <IncidentNodes context={cluster.context} nodes={incident.nodes} />
          <div>
            <Link to={fleet({ context: cluster.context, search: cause.id })}>In the list of nodes</Link>
          </div>
        </Fact>
      </Facts>
      <Quotes evidence={cause.evidence} />
      {incident.fix.length > 0 && (
        <details open={open} class="way-out">
          <summary>
            Way out, with the names of {incident.example}: {count(incident.fix.length, "step", "steps")}
          </summary>
          <WayOut fix={incident.fix} level={3} />
        </details>
      )}
      <details>
        <summary>
          About <code>{cause.id}</code>
        </summary>
        <p>What happens, what looks alike and what decides:</p>
        <Commands commands={[`certrot explain ${cause.id}`]} />
      </details>
    </article>
  );
}
