// A scale of time that is linear near now and logarithmic far from it, so that seconds and months fit.

const minute = 60_000;

const units: readonly { seconds: number; text: string }[] = [
  { seconds: 60, text: "1m" },
  { seconds: 600, text: "10m" },
  { seconds: 3_600, text: "1h" },
  { seconds: 21_600, text: "6h" },
  { seconds: 86_400, text: "1d" },
  { seconds: 604_800, text: "7d" },
  { seconds: 2_592_000, text: "30d" },
  { seconds: 31_536_000, text: "1y" },
  { seconds: 315_360_000, text: "10y" },
];

export interface Tick {
  at: number;
  text: string;
}

export interface TimeScale {
  /** Where a time lies, from 0 to 1. */
  at: (time: number) => number;
  now: number;
  ticks: Tick[];
}

function scaled(milliseconds: number): number {
  return Math.sign(milliseconds) * Math.log1p(Math.abs(milliseconds) / minute);
}

/** A scale over these times and now, with ticks that keep `apart` from each other. */
export function timeScale(times: number[], now: number, apart = 0.17): TimeScale {
  const places = [...times.map((time) => scaled(time - now)), 0];
  const span = Math.max(Math.max(...places) - Math.min(...places), 1);
  const low = Math.min(...places) - span * 0.05;
  const high = Math.max(...places) + span * 0.05;
  const place = (value: number) => (value - low) / (high - low);
  return { at: (time) => place(scaled(time - now)), now: place(0), ticks: ticks(place, apart) };
}

function ticks(place: (value: number) => number, apart: number): Tick[] {
  const chosen: Tick[] = [{ at: place(0), text: "now" }];
  for (const { seconds, text } of units) {
    const value = scaled(seconds * 1_000);
    for (const tick of [
      { at: place(-value), text: `-${text}` },
      { at: place(value), text: `+${text}` },
    ]) {
      if (tick.at > 0.02 && tick.at < 0.98 && chosen.every((other) => Math.abs(other.at - tick.at) >= apart)) chosen.push(tick);
    }
  }
  return chosen;
}
