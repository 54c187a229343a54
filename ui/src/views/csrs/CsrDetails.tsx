import type { CsrReview } from "../../api/csr.ts";
import { visible } from "../../lib/data.ts";
import { duration } from "../../lib/times.ts";
import { Fact, Facts } from "../../parts/Facts.tsx";
import { RuleTable } from "./RuleTable.tsx";

export function CsrDetails({ csr }: { csr: CsrReview }) {
  return (
    <details>
      <summary>{csr.decision === "approve" ? "every rule holds" : csr.reason}</summary>
      <Facts pairs>
        <Fact name="Signer">
          <code>{csr.signer}</code>
        </Fact>
        <Fact name="Asked by">
          {visible(csr.username)}
          {csr.groups.length > 0 && <span class="dim"> ({csr.groups.map(visible).join(", ")})</span>}
        </Fact>
        {csr.request && (
          <>
            <Fact name="Subject">{visible(csr.request.subject)}</Fact>
            <Fact name="Names">{[...csr.request.dnsNames, ...csr.request.ipAddresses].map(visible).join(", ") || "none"}</Fact>
            <Fact name="Key">{csr.request.key}</Fact>
          </>
        )}
        <Fact name="Usages">{csr.usages.join(", ")}</Fact>
        <Fact name="Lifetime">{csr.expirationSeconds === undefined ? "the signer chooses" : duration(csr.expirationSeconds)}</Fact>
        <Fact name="Policy">{csr.policy}</Fact>
      </Facts>
      {csr.rules.length > 0 && <RuleTable rules={csr.rules} />}
    </details>
  );
}
