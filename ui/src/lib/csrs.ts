import type { CsrReview } from "../api/csr.ts";
import type { CsrState } from "./routes.ts";

/** Nobody has decided it. */
export function isPending(csr: CsrReview): boolean {
  return csr.condition === "Pending";
}

/** What waits comes first, oldest first, since it has waited longest; then the others, newest first. */
export function sorted(csrs: CsrReview[]): CsrReview[] {
  const at = (csr: CsrReview) => csr.createdAt ?? "";
  return [...csrs].sort((a, b) => {
    if (isPending(a) !== isPending(b)) return isPending(a) ? -1 : 1;
    const order = at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0;
    return isPending(a) ? order : -order;
  });
}

export function filtered(csrs: CsrReview[], state: CsrState, search: string): CsrReview[] {
  const wanted = search.toLowerCase();
  return csrs.filter(
    (csr) =>
      (state === "all" || isPending(csr)) &&
      [csr.name, csr.node ?? "", csr.username, csr.signer, csr.decision].some((text) => text.toLowerCase().includes(wanted)),
  );
}
