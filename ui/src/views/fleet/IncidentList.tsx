import type { Cluster } from "../../api/types.ts";
import { isPast } from "../../lib/freshness.ts";
import { count } from "../../lib/words.ts";
import { Link } from "../../parts/Link.tsx";
import { Verdict } from "../../parts/Verdict.tsx";
import { When } from "../../parts/When.tsx";

/** The root causes of a cluster, a line each. */
export function IncidentList({ cluster, now }: { cluster: Cluster; now: number }) {
  if (cluster.incidents.length === 0) return null;
  return (
    <section aria-labelledby="incident-list">
      <h3 id="incident-list">Root causes</h3>
      <ul class="rows">
        {cluster.incidents.map((incident) => (
          <li key={`${incident.cause.id} ${incident.example}`}>
            <Verdict verdict={incident.verdict} past={isPast(cluster, now)} />{" "}
            <Link to={{ view: "incidents", context: cluster.context, cause: incident.cause.id }}>{incident.cause.title}</Link>
            <div class="dim">
              {count(incident.nodes.length, "node", "nodes")}
              {incident.pods !== null && `, ${count(incident.pods, "pod", "pods")}`}
              {incident.firstLostAt !== null && (
                <>
                  , first lost <When time={incident.firstLostAt} now={now} brief />
                </>
              )}
              {incident.controlPlane && ", in the control plane"}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
