import { getNode } from "../../api/requests.ts";
import type { Clusters } from "../../api/types.ts";
import { useLiveReload } from "../../hooks/useLive.ts";
import { useNow } from "../../hooks/useNow.ts";
import { useResource } from "../../hooks/useResource.ts";
import { fleet } from "../../lib/routes.ts";
import { Heading } from "../../parts/Heading.tsx";
import { Link } from "../../parts/Link.tsx";
import { ResourceState } from "../../parts/Notice.tsx";
import { Diagnosis } from "./Diagnosis.tsx";
import { Exports } from "./Exports.tsx";
import { NodeHistory } from "./NodeHistory.tsx";
import { NodeSummary } from "./NodeSummary.tsx";

interface Props {
  context: string;
  node: string;
  clusters: Clusters | null;
}

export function NodeView({ context, node, clusters }: Props) {
  const now = useNow();
  const reply = useResource(`${context}\n${node}`, (signal) => getNode(context, node, signal));
  useLiveReload(
    reply.reload,
    (event) =>
      (event.type === "cluster" && event.cluster.context === context) ||
      (event.type === "transition" && event.transition.context === context && event.transition.node === node),
  );
  const cluster = clusters?.clusters.find((c) => c.context === context);
  return (
    <>
      <nav aria-label="Where this is" class="trail">
        <Link to={fleet({ context })}>{context}</Link> <span aria-hidden="true">›</span> {node}
      </nav>
      <Heading title={node} />
      <ResourceState resource={reply} what="What is known of the node" />
      {reply.data && (
        <NodeSummary context={context} node={reply.data.node} incident={reply.data.incident} cluster={cluster ?? null} now={now} />
      )}
      <Diagnosis context={context} node={node} />
      <NodeHistory context={context} node={node} />
      <Exports context={context} node={node} />
    </>
  );
}
