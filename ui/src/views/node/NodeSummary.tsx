import type { Cluster, FleetNode, Incident } from "../../api/types.ts";
import { isPast } from "../../lib/freshness.ts";
import { count, knownWord, stageWord } from "../../lib/words.ts";
import { Fact, Facts } from "../../parts/Facts.tsx";
import { Freshness } from "../../parts/Freshness.tsx";
import { Link } from "../../parts/Link.tsx";
import { MissingList } from "../../parts/MissingList.tsx";
import { OutcomeMark } from "../../parts/OutcomeMark.tsx";
import { Verdict } from "../../parts/Verdict.tsx";
import { When } from "../../parts/When.tsx";
import { LifeDrawing } from "./LifeDrawing.tsx";

interface Props {
  context: string;
  node: FleetNode;
  incident: Incident | null;
  /** Null while the clusters are not read. */
  cluster: Cluster | null;
  now: number;
}

/** What the last judgement of the whole cluster says of the node: there at once, while the fresh diagnosis runs. */
export function NodeSummary({ context, node, incident, cluster, now }: Props) {
  const place = [node.zone, node.pool].filter((part) => part !== null).join(", ");
  return (
    <section aria-labelledby="summary">
      <h2 id="summary" class="sr">
        In the fleet
      </h2>
      <p class="headline">
        <Verdict verdict={node.verdict} large past={cluster !== null && isPast(cluster, now)} /> {node.summary}
      </p>
      <Facts pairs>
        <Fact name="Data">
          {cluster === null ? <span class="dim">age not known</span> : <Freshness scannedAt={cluster.scannedAt} now={now} />}
          {!node.closely && <span class="dim">, from the API and the kubelet’s port alone</span>}
        </Fact>
        {node.excluded !== null && <Fact name="Excluded">It raises no alarm: {node.excluded}</Fact>}
        {incident && (
          <Fact name="Incident">
            <Link to={{ view: "incidents", context, cause: incident.cause.id }}>{incident.cause.title}</Link>,{" "}
            {count(incident.nodes.length, "node", "nodes")}
          </Fact>
        )}
        {node.failingSince && (
          <Fact name="Failing since">
            <When time={node.failingSince} now={now} />
          </Fact>
        )}
        {node.lostAt !== null && (
          <Fact name="Lost">
            <strong class="red">
              <When time={node.lostAt} now={now} />
            </strong>{" "}
            if nothing changes
          </Fact>
        )}
        <Fact name="Ready">
          {node.ready ?? <span class="dim">not known</span>}, last sign of life <When time={node.lastHeartbeat} now={now} />
        </Fact>
        <Fact name="Place">
          {place === "" ? <span class="dim">not known</span> : place}
          {node.pods !== null && `, ${count(node.pods, "pod", "pods")}`}
        </Fact>
        <Fact name="Next renewal">
          <OutcomeMark outcome={node.preflight} />
          {node.preflightProblems.length > 0 && (
            <ul class="plain">
              {node.preflightProblems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          )}
        </Fact>
        {node.probes && node.probes.length > 0 && (
          <Fact name="Asked by">
            {node.probes.map((probe) => `${probe.name} (${probe.succeeded ? "answered" : "no answer"})`).join(", ")}
          </Fact>
        )}
      </Facts>
      <div class="lives">
        {(["client", "serving"] as const).map((kind) => (
          <div key={kind}>
            <h3>
              {kind} <span class="dim">{stageWord(node[kind].stage)}</span>
            </h3>
            <LifeDrawing certificate={node[kind]} now={now} />
            <p class="dim">
              {knownWord(node[kind].known) === null ? "Nothing is known of it." : `Known from ${knownWord(node[kind].known)}.`}
              {node[kind].late !== null && <span class="amber"> {node[kind].late}</span>}
            </p>
          </div>
        ))}
      </div>
      {node.missing.length > 0 && (
        <details>
          <summary class="amber">{count(node.missing.length, "thing", "things")} could not be seen</summary>
          <MissingList missing={node.missing} />
        </details>
      )}
    </section>
  );
}
