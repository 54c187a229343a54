import { rfc3339 } from "./times.mjs";

/** Server-sent events to everybody who listens. */
export class Events {
  constructor(story) {
    this.story = story;
    this.listeners = new Set();
    setInterval(() => this.write(": still here\n\n"), 15_000).unref();
  }

  listen(request, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": welcome\n\n");
    const last = Number(request.headers["last-event-id"] ?? this.story.id);
    for (const transition of this.story.transitions.filter((t) => t.id > last)) response.write(text(transition));
    this.listeners.add(response);
    request.on("close", () => this.listeners.delete(response));
  }

  /** Something changes in a cluster. */
  play(cluster) {
    const now = Date.now();
    cluster.scannedAt = rfc3339(now);
    const transition = this.story.next(cluster, now);
    const counts = {};
    for (const node of cluster.nodes)
      counts[node.excluded ? "excluded" : node.verdict] = (counts[node.excluded ? "excluded" : node.verdict] ?? 0) + 1;
    cluster.counts = counts;
    this.write(text(transition));
    this.write(
      `event: cluster\ndata: ${JSON.stringify({ context: cluster.context, scannedAt: cluster.scannedAt, verdict: cluster.verdict, counts })}\n\n`,
    );
  }

  write(chunk) {
    for (const listener of this.listeners) listener.write(chunk);
  }
}

function text(transition) {
  return `id: ${transition.id}\nevent: transition\ndata: ${JSON.stringify(transition)}\n\n`;
}
