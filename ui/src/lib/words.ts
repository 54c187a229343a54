// What the dashboard calls the values of the API: the words of the other outputs of the program.
import type { CountedVerdict } from "../api/types.ts";

/** Worst first. */
export const verdicts: readonly CountedVerdict[] = ["failing", "at-risk", "undetermined", "not-certificate-related", "healthy", "excluded"];

const verdictWords: Record<string, string> = {
  failing: "failing",
  "at-risk": "at risk",
  undetermined: "undetermined",
  "not-certificate-related": "not the certificates",
  healthy: "healthy",
  excluded: "excluded",
};

export function verdictWord(verdict: string): string {
  return verdictWords[verdict] ?? verdict;
}

/** Places verdicts from worst (0) on; one that is not known here counts as undetermined. */
export function verdictRank(verdict: string): number {
  const place = verdicts.indexOf(verdict as CountedVerdict);
  return place < 0 ? verdicts.indexOf("undetermined") : place;
}

export function stageWord(stage: string): string {
  return stage === "unknown" ? "stage not known" : stage.replaceAll("-", " ");
}

const whereWords: Record<string, string> = {
  node: "on the node",
  "control-plane": "on a control plane",
  workstation: "from a workstation",
  infrastructure: "in the infrastructure",
};

export function whereWord(where: string): string {
  return whereWords[where] ?? where;
}

const outcomeWords: Record<string, string> = { "not-applicable": "n/a", "not-collected": "no data", unknown: "not known" };

export function outcomeWord(outcome: string): string {
  return outcomeWords[outcome] ?? outcome;
}

const itemWords: Record<string, string> = {
  "ca-horizon": "CA horizon",
  "csr-pile-up": "CSR pile-up",
  "same-hour-expiry": "Expiry in the same hour",
  "lost-together": "Nodes lost together",
};

export function itemWord(id: string): string {
  return itemWords[id] ?? id;
}

const knownWords: Record<string, string> = {
  file: "its file",
  handshake: "a handshake with the kubelet",
  csr: "its CSR",
  metrics: "the kubelet's metrics",
  log: "the kubelet's log",
  heartbeat: "the heartbeat alone: it works now",
};

export function knownWord(known: string): string | null {
  return knownWords[known] ?? null;
}

const kindWords: Record<string, string> = {
  "first-seen": "first seen",
  "verdict-changed": "verdict changed",
  "cause-changed": "cause changed",
  "not-ready": "not ready",
};

export function transitionWord(kind: string): string {
  return kindWords[kind] ?? kind;
}

/** The two signers of kubelets, as people call them. */
export function signerWord(signer: string): string {
  if (signer === "kubernetes.io/kube-apiserver-client-kubelet") return "client";
  if (signer === "kubernetes.io/kubelet-serving") return "serving";
  return signer;
}

const groups = new Intl.NumberFormat("en", { useGrouping: true });

export function number(value: number): string {
  return groups.format(value);
}

export function count(value: number, one: string, many: string): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}
