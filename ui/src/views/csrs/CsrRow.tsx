import type { CsrReview } from "../../api/csr.ts";
import { isPending } from "../../lib/csrs.ts";
import { duration, parseTime, stamp } from "../../lib/times.ts";
import { signerWord } from "../../lib/words.ts";
import { Link } from "../../parts/Link.tsx";
import { VerdictShape } from "../../parts/Verdict.tsx";
import { CsrDetails } from "./CsrDetails.tsx";
import type { Decision } from "./DecisionDialog.tsx";

interface Props {
  context: string;
  csr: CsrReview;
  now: number;
  onDecide: ((csr: CsrReview, decision: Decision) => void) | null;
}

const shapes = { approve: "healthy", refuse: "failing", wait: "at-risk", ignore: "excluded" };
const words = { approve: "would approve", refuse: "refuses", wait: "waits", ignore: "leaves it alone" };

/** A CSR has two lines: the facts, and what the policy says of it. */
export function CsrRow({ context, csr, now, onDecide }: Props) {
  const created = parseTime(csr.createdAt);
  const signer = signerWord(csr.signer);
  return (
    <tbody>
      <tr>
        <th scope="row">
          <code>{csr.name}</code>
        </th>
        <td class={isPending(csr) ? "amber strong" : undefined}>{csr.condition}</td>
        <td data-label="Age" class="nowrap">
          {created === null ? (
            <span class="dim">not known</span>
          ) : (
            <span title={stamp(created)}>{duration(Math.max(0, (now - created) / 1_000))}</span>
          )}
        </td>
        <td data-label="Node">
          {csr.node === null ? csr.username : <Link to={{ view: "node", context, node: csr.node }}>{csr.node}</Link>}
        </td>
        <td data-label="Signer" title={csr.signer}>
          {signer}
        </td>
        <td data-label="Policy">
          <span class={`mark-word v-${shapes[csr.decision]}`}>
            <VerdictShape verdict={shapes[csr.decision]} /> {words[csr.decision] ?? csr.decision}
          </span>
        </td>
        {onDecide && (
          <td class="nowrap">
            {isPending(csr) && (
              <>
                <button type="button" class="small" onClick={() => onDecide(csr, "approve")} aria-label={`Approve ${csr.name}`}>
                  Approve…
                </button>{" "}
                <button type="button" class="small" onClick={() => onDecide(csr, "deny")} aria-label={`Deny ${csr.name}`}>
                  Deny…
                </button>
              </>
            )}
          </td>
        )}
      </tr>
      <tr class="more">
        <td colSpan={onDecide ? 7 : 6}>
          <CsrDetails csr={csr} />
        </td>
      </tr>
    </tbody>
  );
}
