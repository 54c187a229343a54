// What happened before the page was opened, and what happens while it is.
import { days, rfc3339 } from "./times.mjs";

export class Story {
  constructor(clusters, now) {
    this.transitions = [];
    this.id = 0;
    const past = [];
    const remember = (...transition) => past.push(transition);
    for (const cluster of clusters) {
      for (const node of cluster.nodes.slice(0, 40))
        remember("first-seen", cluster.context, node, null, null, now - days(90), `${node.name} was seen for the first time.`);
    }
    for (const cluster of clusters) {
      for (const node of cluster.nodes.filter((n) => n.verdict !== "healthy")) {
        const at = Date.parse(node.failingSince ?? node.verdictSince);
        const certificate = node.incident === null ? null : cluster.incidents[node.incident].cause.certificate;
        remember(
          node.verdict === "failing" ? "failing" : "verdict-changed",
          cluster.context,
          node,
          { verdict: "healthy", cause: "healthy" },
          certificate,
          at,
          node.summary,
        );
      }
    }
    past.sort((a, b) => a[5] - b[5]);
    for (const transition of past) this.add(...transition);
  }

  add(kind, context, node, before, certificate, at, text) {
    const transition = {
      id: ++this.id,
      at: rfc3339(at),
      context,
      node: node.name,
      kind,
      certificate,
      before,
      after: { verdict: node.verdict, cause: node.cause },
      text,
    };
    this.transitions.push(transition);
    return transition;
  }

  page({ context, node, before, limit }) {
    const fit = this.transitions
      .filter((t) => (!context || t.context === context) && (!node || t.node === node) && (!before || t.id < before))
      .reverse();
    return { transitions: fit.slice(0, limit), next: fit.length > limit ? fit[limit - 1].id : null };
  }

  /** A node of the first cluster stops being well, or is well again. */
  next(cluster, now) {
    const node = cluster.nodes.find((n) => n.verdict === "healthy" && !n.excluded) ?? cluster.nodes[0];
    const broken = cluster.nodes.find((n) => n.told);
    if (broken) {
      const before = { verdict: broken.verdict, cause: broken.cause };
      Object.assign(broken, {
        told: false,
        verdict: "healthy",
        cause: "healthy",
        failingSince: null,
        summary: `The certificates of ${broken.name} are in date.`,
      });
      return this.add("recovered", cluster.context, broken, before, "client", now, `${broken.name} has a new client certificate.`);
    }
    Object.assign(node, {
      told: true,
      verdict: "failing",
      cause: "csr-denied-by-approver",
      failingSince: rfc3339(now),
      summary: `The client CSR of ${node.name} was denied.`,
    });
    return this.add(
      "failing",
      cluster.context,
      node,
      { verdict: "healthy", cause: "healthy" },
      "client",
      now,
      `${node.name} fails: its client CSR was denied.`,
    );
  }
}
