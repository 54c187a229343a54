import type { CsrReview } from "../../api/csr.ts";
import { CsrRow } from "./CsrRow.tsx";
import type { Decision } from "./DecisionDialog.tsx";

interface Props {
  context: string;
  csrs: CsrReview[];
  now: number;
  onDecide: ((csr: CsrReview, decision: Decision) => void) | null;
}

export function CsrTable({ context, csrs, now, onDecide }: Props) {
  return (
    <table class="stack csrs">
      <caption class="sr">CSRs: those that wait first, the oldest of them on top</caption>
      <thead>
        <tr>
          <th scope="col">CSR</th>
          <th scope="col">State</th>
          <th scope="col">Age</th>
          <th scope="col">Node</th>
          <th scope="col">Signer</th>
          <th scope="col">Policy</th>
          {onDecide && <th scope="col">Decide</th>}
        </tr>
      </thead>
      {csrs.map((csr) => (
        <CsrRow key={csr.uid} context={context} csr={csr} now={now} onDecide={onDecide} />
      ))}
    </table>
  );
}
