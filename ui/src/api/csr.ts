// docs/schema/csr-review.json, as far as the page shows it. Absent properties are not known.

export interface RuleResult {
  id: string;
  outcome: "pass" | "fail" | "wait" | "skip";
  text: string;
  expected?: string;
  found?: string;
}

export interface CsrReview {
  name: string;
  uid: string;
  createdAt?: string;
  condition: string;
  signer: string;
  username: string;
  groups: string[];
  usages: string[];
  expirationSeconds?: number;
  node: string | null;
  request?: { subject: string; dnsNames: string[]; ipAddresses: string[]; key: string };
  policy: string;
  decidedAt: string;
  decision: "approve" | "refuse" | "wait" | "ignore";
  rule: string;
  reason: string;
  mayDeny: boolean;
  rules: RuleResult[];
}

export interface CsrReviewList {
  items: CsrReview[];
}
