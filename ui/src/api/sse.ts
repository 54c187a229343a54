/** One server-sent event. */
export interface ServerEvent {
  type: string;
  data: string;
}

/**
 * Server-sent events out of a stream that arrives in pieces (HTML Living Standard, 9.2.6). EventSource would do the same, but it cannot send
 * a token.
 */
export class SseParser {
  lastId = "";
  private rest = "";
  private type = "";
  private data: string[] = [];
  private endedWithReturn = false;
  private first = true;

  /** The events that are complete with this piece. */
  push(piece: string): ServerEvent[] {
    let text = piece;
    if (this.first && text !== "") {
      this.first = false;
      if (text.startsWith("\ufeff")) text = text.slice(1);
    }
    // A line may end with CR LF, and the two may come in different pieces.
    if (this.endedWithReturn && text.startsWith("\n")) text = text.slice(1);
    if (piece !== "") this.endedWithReturn = piece.endsWith("\r");
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? "";
    const events: ServerEvent[] = [];
    for (const line of lines) {
      const event = this.line(line);
      if (event) events.push(event);
    }
    return events;
  }

  private line(line: string): ServerEvent | null {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (field === "event") this.type = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id" && !value.includes("\0")) this.lastId = value;
    return null;
  }

  private dispatch(): ServerEvent | null {
    const event = this.data.length > 0 ? { type: this.type || "message", data: this.data.join("\n") } : null;
    this.type = "";
    this.data = [];
    return event;
  }
}
