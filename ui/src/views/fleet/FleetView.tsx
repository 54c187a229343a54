import type { Clusters } from "../../api/types.ts";
import type { Resource } from "../../hooks/useResource.ts";
import { useNow } from "../../hooks/useNow.ts";
import { chooseCluster, worstFirst } from "../../lib/choose.ts";
import type { Route } from "../../lib/routes.ts";
import { Heading } from "../../parts/Heading.tsx";
import { Notice, ResourceState } from "../../parts/Notice.tsx";
import { ClusterHead } from "./ClusterHead.tsx";
import { ClusterTable } from "./ClusterTable.tsx";
import { Forecast } from "./Forecast.tsx";
import { IncidentList } from "./IncidentList.tsx";
import { Items } from "./Items.tsx";
import { Nodes } from "./Nodes.tsx";

interface Props {
  route: Extract<Route, { view: "fleet" }>;
  clusters: Resource<Clusters>;
}

export function FleetView({ route, clusters }: Props) {
  const now = useNow();
  const all = clusters.data?.clusters ?? [];
  const cluster = chooseCluster(all, route.context);
  return (
    <>
      <Heading title="Fleet" />
      <ResourceState resource={clusters} what="The clusters" />
      {clusters.data && all.length === 0 && (
        <Notice kind="note">
          The server watches no cluster yet. It takes its contexts when it starts: see <code>certrot serve --help</code>.
        </Notice>
      )}
      {all.length > 1 && <ClusterTable clusters={worstFirst(all)} chosen={cluster?.context ?? null} now={now} />}
      {all.length > 0 && !cluster && (
        <Notice kind="warning">
          The server knows no cluster <code>{route.context}</code>.
        </Notice>
      )}
      {cluster && (
        <>
          <ClusterHead cluster={cluster} now={now} />
          <div class="columns">
            <div>
              <IncidentList cluster={cluster} now={now} />
              <Items cluster={cluster} now={now} />
            </div>
            <Forecast cluster={cluster} />
          </div>
          <Nodes key={cluster.context} cluster={cluster} route={route} />
        </>
      )}
    </>
  );
}
