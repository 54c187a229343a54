// docs/schema/diagnosis-report.json, as far as the node page shows it.
import type { Cause, CertificateKind, CertificateLife, Fix, Missing, Quote, Verdict } from "./types.ts";

export interface ReportCertificate extends CertificateLife {
  stageText: string;
  expired: boolean | null;
  secondsLeft: number | null;
  subject: string | null;
  issuer: string | null;
  source: string | null;
}

export interface ChainLink {
  text: string;
  id: string | null;
  time: string | null;
  expected: boolean;
  evidence: Quote[] | null;
}

export interface Finding {
  severity: string;
  text: string;
  evidence: Quote[];
}

export interface Step {
  number: string;
  title: string;
  outcome: string;
  summary: string;
  evidence: Quote[];
  note: string | null;
}

export interface TimelineEntry {
  time: string;
  kind: string;
  text: string;
  source: string | null;
  problem: boolean;
}

export interface RuledOut {
  id: string;
  reason: string;
  evidence: Quote[];
}

export interface NextCheck {
  command: string;
  where: string;
  settles: string;
}

export interface Candidate {
  id: string;
  score: number;
  certificate: CertificateKind | null;
  explainedBy: string | null;
}

export interface DiagnosisReport {
  node: string | null;
  generatedAt: string;
  evidenceAt: string;
  generator: string;
  verdict: Verdict;
  headline: string;
  rootCause: Cause;
  otherCauses: Cause[];
  candidates: Candidate[];
  certificates: Record<CertificateKind, ReportCertificate>;
  chain: ChainLink[];
  findings: Finding[];
  scope: { text: string; affectedNodes: string[]; totalNodes: number | null };
  outlook: { text: string; lostAt: string | null; nextRetry: string | null };
  playbook: Step[];
  diagnosis: Step[];
  timeline: TimelineEntry[];
  ruledOut: RuledOut[];
  missing: Missing[];
  nextChecks: NextCheck[];
  fix: Fix[];
}
