import { parseTime } from "../lib/times.ts";

// Ages and what is left are counted by the server's clock: the one of the browser may be wrong by hours, and nobody would see it.
let ahead = 0;

/** Below this a difference is the time of the transfer, and of cutting to whole seconds. */
const noise = 3_000;

export function setServerTime(text: string): void {
  const time = parseTime(text);
  if (time === null) return;
  const difference = time - Date.now();
  ahead = Math.abs(difference) < noise ? 0 : difference;
}

/** Now, in milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + ahead;
}
