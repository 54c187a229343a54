// A fleet: nodes by chance, incidents as they were recorded.
import { incidentOf } from "./fixtures.mjs";
import { random } from "./random.mjs";
import { days, rfc3339 } from "./times.mjs";

const order = ["failing", "at-risk", "undetermined", "not-certificate-related", "healthy"];

/** The causes of each cluster with how many nodes they affect. */
const plans = {
  "prod-eu": {
    faults: { "csr-denied-by-approver": 4, "serving-static-cert-expired": 3, "client-csr-autoapprove-rbac-missing": 12 },
    undetermined: 5,
  },
  "arn:aws:eks:us-east-1:123456789012:cluster/prod-us": { faults: { "signer-ca-expired": 58 }, undetermined: 2 },
  staging: { faults: { "kcm-down": 9 }, undetermined: 0 },
  lab: { faults: {}, undetermined: 0 },
};

export function makeClusters({ nodes, empty, now }) {
  if (empty) return [makeCluster("empty", 0, { faults: {}, undetermined: 0 }, now, 1)];
  const [eu, us, staging, lab] = Object.keys(plans);
  const clusters = [
    makeCluster(eu, nodes, plans[eu], now, 7),
    makeCluster(us, 60, plans[us], now, 8),
    makeCluster(staging, 40, plans[staging], now - 47 * 60_000, 9),
    makeCluster(lab, 6, plans[lab], now, 10),
  ];
  clusters[0].missing = [
    {
      what: "cluster/pods-kube-system.json",
      why: 'pods is forbidden: User "certrot" cannot list resource "pods" in namespace "kube-system"',
    },
  ];
  clusters[2].missing = [
    {
      what: "cluster/nodes.json",
      why: "GET https://10.20.0.1:6443/api/v1/nodes: connection refused. Is the API server up, and may this host reach it?",
    },
  ];
  return clusters;
}

function makeCluster(context, size, plan, now, seed) {
  const chance = random(seed);
  const causes = Object.keys(plan.faults);
  const recorded = causes.map((cause) => incidentOf(cause, now));
  const incidents = recorded.map((r) => ({
    ...r.incident,
    nodes: [],
    zones: [],
    pools: [],
    pods: 0,
    firstLostAt: null,
    since: rfc3339(now - days(chance() * 3)),
  }));
  const left = causes.map((cause) => plan.faults[cause]);
  let undetermined = plan.undetermined;
  const nodes = [];
  for (let i = 1; i <= size; i++) {
    const incident = left.findIndex((n) => n > 0);
    const name = `node-${String(((i * 7919) % Math.max(size, 1)) + 1).padStart(5, "0")}`;
    const node = makeNode(name, chance, now);
    if (incident >= 0) {
      left[incident] -= 1;
      afflict(node, incidents[incident], incident, chance, now);
    } else if (undetermined > 0) {
      undetermined -= 1;
      hide(node);
    } else if (i === size - 3) {
      node.excluded = "maintenance until 2026-12-24 (exclusions file, line 4)";
    } else if (i === size - 4 && size > 100) {
      unrelated(node);
    }
    nodes.push(node);
  }
  nodes.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || ((a.lostAt ?? "9") < (b.lostAt ?? "9") ? -1 : 1));
  finish(incidents, nodes);
  const counts = {};
  for (const node of nodes)
    counts[node.excluded ? "excluded" : node.verdict] = (counts[node.excluded ? "excluded" : node.verdict] ?? 0) + 1;
  return {
    context,
    scannedAt: rfc3339(now),
    verdict: nodes[0]?.verdict ?? "undetermined",
    error: null,
    counts,
    incidents,
    items: recorded[0]?.items ?? [],
    missing: [],
    pendingCsrs: context === "prod-eu" ? [{ signer: "kubernetes.io/kubelet-serving", count: 2, oldest: rfc3339(now - 540_000) }] : [],
    forecast: forecast(nodes, now),
    nodes,
  };
}

function certificate(chance, now) {
  const start = now - days(chance() * 250);
  const end = start + days(365);
  return {
    stage: "not-due",
    notBefore: rfc3339(start),
    notAfter: rfc3339(end),
    known: "handshake",
    rotationWindow: [rfc3339(start + days(255.5)), rfc3339(start + days(328.5))],
    lastRotation: rfc3339(start + 300_000),
    csr: null,
    late: null,
  };
}

function makeNode(name, chance, now) {
  const client = certificate(chance, now);
  if (chance() < 0.5)
    Object.assign(client, { stage: "unknown", notBefore: null, rotationWindow: [], lastRotation: null, known: "metrics" });
  return {
    name,
    verdict: "healthy",
    cause: "healthy",
    confidence: "confirmed",
    summary: `The certificates of ${name} are in date and nothing stands in the way of the next rotation.`,
    incident: null,
    ready: "True",
    lastHeartbeat: rfc3339(now - Math.floor(chance() * 40_000)),
    zone: `zone-${"abc"[Math.floor(chance() * 3)]}`,
    pool: chance() < 0.1 ? "system" : "workers",
    pods: 5 + Math.floor(chance() * 40),
    client,
    serving: certificate(chance, now),
    lostAt: null,
    preflight: "pass",
    preflightProblems: [],
    excluded: null,
    closely: false,
    probes: [
      { name: "handshake", succeeded: true },
      { name: "metrics", succeeded: true },
    ],
    missing: [],
    firstSeen: rfc3339(now - days(90)),
    failingSince: null,
    verdictSince: rfc3339(now - days(2)),
  };
}

function afflict(node, incident, index, chance, now) {
  const { cause } = incident;
  const own = cause.certificate === "serving" ? node.serving : node.client;
  const late = incident.nodes.length > 2 && incident.verdict === "failing" && index === 2;
  const start = now - days(cause.certificate === "serving" ? 368 : late ? 260 + chance() * 60 : 330 + chance() * 30);
  const end = cause.id === "signer-ca-expired" ? now + days(20) : start + days(365);
  const denied = cause.id === "csr-denied-by-approver";
  Object.assign(own, {
    stage: denied ? "denied" : cause.certificate === "serving" ? "not-rotated" : cause.id === "signer-ca-expired" ? "not-due" : "pending",
    notBefore: rfc3339(start),
    notAfter: rfc3339(end),
    known: "csr",
    rotationWindow: [rfc3339(start + (end - start) * 0.7), rfc3339(start + (end - start) * 0.9)],
    lastRotation: rfc3339(start + 300_000),
    csr: denied
      ? { name: `csr-${node.name.slice(-3)}x7kq`, status: "Denied", created: rfc3339(now - 360_000), requestor: `system:node:${node.name}` }
      : null,
  });
  node.verdict = late ? "at-risk" : incident.verdict;
  node.cause = cause.id;
  node.confidence = cause.confidence;
  node.summary = cause.summary.replaceAll(incident.example, node.name);
  node.incident = index;
  node.lostAt = cause.certificate === "serving" ? null : rfc3339(end + 50_000);
  node.failingSince = node.verdict === "failing" ? rfc3339(now - days(chance() * 2)) : null;
  node.preflight = cause.certificate === "serving" ? "pass" : "fail";
  node.preflightProblems = cause.certificate === "serving" ? [] : [cause.title];
  node.closely = node.verdict === "failing";
  incident.nodes.push(node.name);
}

function hide(node) {
  const nothing = {
    stage: "unknown",
    notBefore: null,
    notAfter: null,
    known: "unknown",
    rotationWindow: [],
    lastRotation: null,
    csr: null,
    late: null,
  };
  Object.assign(node, {
    verdict: "undetermined",
    cause: "insufficient-evidence",
    confidence: "possible",
    summary: `What is wrong with ${node.name} cannot be told from what was seen of it.`,
    ready: "Unknown",
    preflight: "unknown",
    client: { ...nothing },
    serving: { ...nothing },
    probes: [{ name: "handshake", succeeded: false }],
    missing: [{ what: "node/metrics.prom", why: "the kubelet's port does not answer within 5 s" }],
  });
}

function unrelated(node) {
  Object.assign(node, {
    verdict: "not-certificate-related",
    cause: "kubelet-not-running",
    summary: `The kubelet of ${node.name} does not run; its certificates are in date.`,
    ready: "Unknown",
  });
}

function finish(incidents, nodes) {
  for (const [index, incident] of incidents.entries()) {
    const own = nodes.filter((node) => node.incident === index);
    incident.nodes = own.map((node) => node.name);
    incident.pods = own.reduce((sum, node) => sum + node.pods, 0);
    incident.zones = [...new Set(own.map((node) => node.zone))].sort();
    incident.pools = [...new Set(own.map((node) => node.pool))].sort();
    incident.firstLostAt =
      own
        .map((node) => node.lostAt)
        .filter((time) => time !== null)
        .sort()[0] ?? null;
  }
}

function forecast(nodes, now) {
  const result = [];
  for (let i = 0; i < 56; i++) {
    const date = rfc3339(now + days(i)).slice(0, 10);
    const on = (time) => (time?.startsWith(date) ? 1 : 0);
    const sum = (pick) => nodes.reduce((total, node) => total + on(pick(node)), 0);
    result.push({
      date,
      clientEnds: sum((n) => n.client.notAfter),
      servingEnds: sum((n) => n.serving.notAfter),
      clientWindows: sum((n) => n.client.rotationWindow[0]),
      servingWindows: sum((n) => n.serving.rotationWindow[0]),
      lost: sum((n) => n.lostAt),
    });
  }
  return result;
}
