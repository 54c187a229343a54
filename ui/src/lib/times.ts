// Times and durations in the words of the other outputs of the program, always UTC.

/** Milliseconds since 1970; null where the time is not known or is none. */
export function parseTime(text: string | null | undefined): number | null {
  if (!text) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** `2026-11-22 05:37:47 UTC`. */
export function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `2026-11-22`. */
export function dateStamp(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `05:37:47 UTC`. */
export function clockStamp(time: number): string {
  return `${new Date(time).toISOString().slice(11, 19)} UTC`;
}

/** Seconds in at most two units, as kubectl writes them: `3m30s`, `2d4h`, `364d`. */
export function duration(seconds: number): string {
  if (seconds < 0) return `-${duration(-seconds)}`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return pair(whole, 60, "m", 1, "s");
  if (whole < 86_400) return pair(whole, 3_600, "h", 60, "m");
  if (whole < 8_640_000) return pair(whole, 86_400, "d", 3_600, "h");
  return `${Math.floor(whole / 86_400)}d`;
}

function pair(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${largeUnit}${rest === 0 ? "" : rest + smallUnit}`;
}

/** `in 3m30s`, `2d4h ago` or `now`. Both ends count in whole seconds, since both are shown so. */
export function relative(time: number, now: number): string {
  const seconds = Math.floor(time / 1_000) - Math.floor(now / 1_000);
  if (seconds === 0) return "now";
  return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
}

/** The age of what is shown, in one unit: it changes often and is read at a glance. */
export function age(time: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - time) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
