import { useState } from "preact/hooks";
import type { CsrReview } from "../../api/csr.ts";
import { getCsrs } from "../../api/requests.ts";
import type { Clusters, WhoAmI } from "../../api/types.ts";
import { useLiveReload } from "../../hooks/useLive.ts";
import { useNow } from "../../hooks/useNow.ts";
import { type Resource, useResource } from "../../hooks/useResource.ts";
import { go } from "../../hooks/useRoute.ts";
import { chooseCluster, worstFirst } from "../../lib/choose.ts";
import { filtered, isPending, sorted } from "../../lib/csrs.ts";
import type { Route } from "../../lib/routes.ts";
import { count, number } from "../../lib/words.ts";
import { ContextSelect } from "../../parts/ContextSelect.tsx";
import { Heading } from "../../parts/Heading.tsx";
import { ResourceState } from "../../parts/Notice.tsx";
import { Pager } from "../../parts/Pager.tsx";
import { Search } from "../../parts/Search.tsx";
import { CsrTable } from "./CsrTable.tsx";
import { type Decision, DecisionDialog } from "./DecisionDialog.tsx";

const limit = 50;

interface Props {
  route: Extract<Route, { view: "csrs" }>;
  clusters: Resource<Clusters>;
  whoAmI: WhoAmI | null;
}

export function CsrsView({ route, clusters, whoAmI }: Props) {
  const now = useNow();
  const all = clusters.data?.clusters ?? [];
  const context = chooseCluster(all, route.context)?.context ?? route.context;
  const csrs = useResource(context, (signal) => getCsrs(context ?? "", signal));
  useLiveReload(csrs.reload, (event) => event.type === "cluster" && event.cluster.context === context);
  const [asked, setAsked] = useState<{ csr: CsrReview; decision: Decision } | null>(null);
  const [told, setTold] = useState("");

  const listed = sorted(filtered(csrs.data ?? [], route.state, route.search));
  const pending = (csrs.data ?? []).filter(isPending).length;
  const change = (part: Partial<typeof route>, replace = false) => go({ ...route, offset: 0, ...part }, replace);

  return (
    <>
      <Heading title="CSRs">CSRs{context !== null && <span class="dim"> of {context}</span>}</Heading>
      <div class="filters">
        <ContextSelect
          id="csr-cluster"
          contexts={worstFirst(all).map((c) => c.context)}
          value={context}
          onValue={(next) => change({ context: next })}
        />
        <fieldset class="choices">
          <legend class="sr">State</legend>
          {(["pending", "all"] as const).map((state) => (
            <label key={state} class="choice">
              <input type="radio" name="csr-state" checked={route.state === state} onChange={() => change({ state })} />
              {state} {csrs.data && <span class="dim">{number(state === "all" ? csrs.data.length : pending)}</span>}
            </label>
          ))}
        </fieldset>
        <Search id="csr-search" label="Search" value={route.search} onValue={(search) => change({ search }, true)} />
      </div>
      <p id="csr-told" role="status" tabIndex={-1} class={told === "" ? "sr" : "notice note"}>
        {told}
      </p>
      {clusters.data === null && <ResourceState resource={clusters} what="The clusters" />}
      <ResourceState resource={csrs} what="The CSRs" />
      {csrs.data && (
        <>
          <p class="dim result">
            {listed.length === 0 ? nothing(route) : `${count(listed.length, "CSR", "CSRs")}; the policy’s rules are below each.`}
          </p>
          {listed.length > 0 && (
            <CsrTable
              context={context ?? ""}
              csrs={listed.slice(route.offset, route.offset + limit)}
              now={now}
              onDecide={whoAmI?.mayDecide ? (csr, decision) => setAsked({ csr, decision }) : null}
            />
          )}
          <Pager offset={route.offset} limit={limit} total={listed.length} what="CSRs" onOffset={(offset) => change({ offset })} />
          {whoAmI && !whoAmI.mayDecide && pending > 0 && (
            <p class="dim">
              Nobody can approve or deny here: the server was started without that, or you may not. With kubectl:{" "}
              <code>kubectl certificate approve NAME</code>.
            </p>
          )}
        </>
      )}
      {asked && context !== null && (
        <DecisionDialog
          context={context}
          csr={asked.csr}
          decision={asked.decision}
          onClose={(done) => {
            if (done) {
              setTold(`${asked.csr.name} is ${asked.decision === "approve" ? "approved" : "denied"}.`);
              csrs.reload();
              // The button that was pressed goes away with the next list.
              document.getElementById("csr-told")?.focus();
            }
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

function nothing(route: Props["route"]): string {
  if (route.search !== "") return "No CSR fits the search.";
  return route.state === "pending" ? "No CSR waits for a decision." : "There is no CSR.";
}
