import type { ForecastDay } from "../api/types.ts";
import { count } from "./words.ts";

/** One row of the chart: what of a day it counts, by certificate where that can be told. */
export interface Track {
  id: "windows" | "ends" | "lost";
  title: string;
  client: (day: ForecastDay) => number;
  serving: (day: ForecastDay) => number;
}

export const tracks: readonly Track[] = [
  { id: "windows", title: "rotation windows open", client: (d) => d.clientWindows, serving: (d) => d.servingWindows },
  { id: "ends", title: "certificates end", client: (d) => d.clientEnds, serving: (d) => d.servingEnds },
  { id: "lost", title: "nodes lost if nothing changes", client: (d) => d.lost, serving: () => 0 },
];

export function total(days: ForecastDay[], track: Track): number {
  return days.reduce((sum, day) => sum + track.client(day) + track.serving(day), 0);
}

export function most(days: ForecastDay[], track: Track): number {
  return days.reduce((top, day) => Math.max(top, track.client(day) + track.serving(day)), 0);
}

/** The chart in one sentence. */
export function forecastText(days: ForecastDay[]): string {
  const parts = tracks.map((track) => {
    const sum = total(days, track);
    const first = days.find((day) => track.client(day) + track.serving(day) > 0);
    return `${sentence(track, sum)}${first ? `, the first on ${first.date}` : ""}`;
  });
  return `In the coming ${count(Math.round(days.length / 7), "week", "weeks")}: ${parts.join("; ")}.`;
}

function sentence(track: Track, sum: number): string {
  switch (track.id) {
    case "windows":
      return sum === 0 ? "no rotation window opens" : count(sum, "rotation window opens", "rotation windows open");
    case "ends":
      return sum === 0 ? "no certificate ends" : count(sum, "certificate ends", "certificates end");
    case "lost":
      return sum === 0 ? "no node is lost" : `${count(sum, "node is", "nodes are")} lost if nothing changes`;
  }
}
