import type { FleetNode, Incident } from "../../api/types.ts";
import { LifeBar } from "../../parts/LifeBar.tsx";
import { LifeText } from "../../parts/LifeText.tsx";
import { Link } from "../../parts/Link.tsx";
import { Verdict } from "../../parts/Verdict.tsx";
import { When } from "../../parts/When.tsx";

interface Props {
  context: string;
  node: FleetNode;
  incident: Incident | undefined;
  now: number;
  /** The cluster cannot be seen at present. */
  past: boolean;
}

export function NodeRow({ context, node, incident, now, past }: Props) {
  const place = [node.zone, node.pool].filter((part) => part !== null).join(", ");
  return (
    <tr>
      <th scope="row">
        <Link to={{ view: "node", context, node: node.name }}>{node.name}</Link>
        {place !== "" && <div class="dim place">{place}</div>}
      </th>
      <td>
        <Verdict verdict={node.excluded === null ? node.verdict : "excluded"} past={past} />
        {node.ready !== "True" && <div class="amber">{node.ready === null ? "readiness not known" : `Ready: ${node.ready}`}</div>}
      </td>
      <td data-label="Client" class="life-cell">
        <LifeBar certificate={node.client} now={now} />
        <LifeText certificate={node.client} now={now} />
      </td>
      <td data-label="Serving" class="life-cell">
        <LifeBar certificate={node.serving} now={now} />
        <LifeText certificate={node.serving} now={now} />
      </td>
      <td data-label={node.lostAt === null ? undefined : "Lost"} class="nowrap">
        {node.lostAt !== null && (
          <span class="strong red">
            <When time={node.lostAt} now={now} brief />
          </span>
        )}
      </td>
      <td class="why">
        <Why context={context} node={node} incident={incident} now={now} />
      </td>
    </tr>
  );
}

/** Healthy nodes need no words: the eye shall stop where something is. */
function Why({ context, node, incident, now }: Omit<Props, "past">) {
  if (node.excluded !== null) return <span class="dim">{node.excluded}</span>;
  if (node.verdict === "healthy") return null;
  return (
    <>
      {incident ? (
        <Link to={{ view: "incidents", context, cause: incident.cause.id }}>{incident.cause.title}</Link>
      ) : (
        <span>{node.summary}</span>
      )}
      {node.failingSince && (
        <div class="dim">
          failing since <When time={node.failingSince} now={now} brief />
        </div>
      )}
    </>
  );
}
