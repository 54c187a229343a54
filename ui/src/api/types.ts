// The documents of the HTTP API. Times are RFC 3339 in UTC; null is "not known", and is shown as that.

export type Verdict = "failing" | "at-risk" | "healthy" | "not-certificate-related" | "undetermined";
/** Exclusions are counted beside the verdicts. */
export type CountedVerdict = Verdict | "excluded";
export type Counts = Partial<Record<CountedVerdict, number>>;
export type CertificateKind = "client" | "serving";
export type Outcome = "pass" | "warn" | "fail" | "unknown";

export interface Quote {
  source: string;
  text: string;
  time: string | null;
}

export interface Cause {
  id: string;
  title: string;
  certificate: CertificateKind | null;
  confidence: string;
  severity: string;
  summary: string;
  since: string | null;
  change: string | null;
  evidence: Quote[];
}

export interface Fix {
  title: string;
  where: string;
  commands: string[];
  note: string | null;
  verify: string | null;
}

export interface Incident {
  cause: Cause;
  verdict: Verdict;
  controlPlane: boolean;
  nodes: string[];
  pods: number | null;
  zones: string[];
  pools: string[];
  firstLostAt: string | null;
  example: string;
  fix: Fix[];
  since?: string | null;
}

export interface Item {
  id: string;
  outcome: Outcome;
  text: string;
  at: string | null;
  evidence: Quote[];
}

/** Something that could not be seen. */
export interface Missing {
  what: string;
  why: string;
}

export interface PendingCsrs {
  signer: string;
  count: number;
  oldest: string | null;
}

export interface ForecastDay {
  date: string;
  clientEnds: number;
  servingEnds: number;
  clientWindows: number;
  servingWindows: number;
  lost: number;
}

export interface Cluster {
  context: string;
  scannedAt: string | null;
  verdict: Verdict;
  error: string | null;
  counts: Counts;
  incidents: Incident[];
  items: Item[];
  missing: Missing[];
  pendingCsrs: PendingCsrs[];
  forecast: ForecastDay[];
}

export interface Clusters {
  serverTime: string;
  version: string;
  leader: boolean;
  history: boolean;
  clusters: Cluster[];
}

export interface CsrMention {
  name: string;
  status: string;
  created: string | null;
  requestor: string;
}

/** What every view of a certificate's life needs. */
export interface CertificateLife {
  stage: string;
  notBefore: string | null;
  notAfter: string | null;
  rotationWindow: string[];
  lastRotation: string | null;
  csr: CsrMention | null;
}

export interface Certificate extends CertificateLife {
  known: string;
  late: string | null;
}

export interface Probe {
  name: string;
  succeeded: boolean;
}

export interface FleetNode {
  name: string;
  verdict: Verdict;
  cause: string;
  confidence: string;
  summary: string;
  incident: number | null;
  ready: string | null;
  lastHeartbeat: string | null;
  zone: string | null;
  pool: string | null;
  pods: number | null;
  client: Certificate;
  serving: Certificate;
  lostAt: string | null;
  preflight: Outcome;
  preflightProblems: string[];
  excluded: string | null;
  closely: boolean;
  probes?: Probe[];
  missing: Missing[];
  firstSeen?: string | null;
  failingSince?: string | null;
  verdictSince?: string | null;
}

export interface NodePage {
  total: number;
  nodes: FleetNode[];
  next: number | null;
}

export interface NodeReply {
  context: string;
  node: FleetNode;
  incident: Incident | null;
}

export interface VerdictAndCause {
  verdict: Verdict;
  cause: string;
}

export interface Transition {
  id: number;
  at: string;
  context: string;
  node: string;
  kind: string;
  certificate: CertificateKind | null;
  before: VerdictAndCause | null;
  after: VerdictAndCause | null;
  text: string;
}

export interface TransitionPage {
  transitions: Transition[];
  next: number | null;
}

export interface WhoAmI {
  user: string | null;
  mayDecide: boolean;
  auth: "none" | "token" | "proxy";
}

/** The event `cluster`: a cluster was judged again. */
export interface ClusterEvent {
  context: string;
  scannedAt: string | null;
  verdict: Verdict;
  counts: Counts;
}
