import type { Clusters, WhoAmI } from "../api/types.ts";
import type { Resource } from "../hooks/useResource.ts";
import type { Route } from "../lib/routes.ts";
import { CsrsView } from "../views/csrs/CsrsView.tsx";
import { FleetView } from "../views/fleet/FleetView.tsx";
import { HistoryView } from "../views/history/HistoryView.tsx";
import { IncidentsView } from "../views/incidents/IncidentsView.tsx";
import { NodeView } from "../views/node/NodeView.tsx";
import { UnknownView } from "../views/UnknownView.tsx";

interface Props {
  route: Route;
  clusters: Resource<Clusters>;
  whoAmI: WhoAmI | null;
}

export function View({ route, clusters, whoAmI }: Props) {
  switch (route.view) {
    case "fleet":
      return <FleetView route={route} clusters={clusters} />;
    case "incidents":
      return <IncidentsView route={route} clusters={clusters} />;
    case "node":
      // Another node is another view: nothing of the former one may stay.
      return <NodeView key={`${route.context}\n${route.node}`} context={route.context} node={route.node} clusters={clusters.data} />;
    case "csrs":
      return <CsrsView route={route} clusters={clusters} whoAmI={whoAmI} />;
    case "history":
      return <HistoryView route={route} clusters={clusters.data} />;
    case "unknown":
      return <UnknownView path={route.path} />;
  }
}
