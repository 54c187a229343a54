const first = 1_000;
const most = 30_000;

/** How long to wait before the next try, in milliseconds. Half of it is drawn by lot, so that many pages do not come back at once. */
export function backoff(failures: number, lot: number): number {
  const whole = Math.min(most, first * 2 ** Math.max(0, failures - 1));
  return Math.round(whole * (0.5 + lot / 2));
}
