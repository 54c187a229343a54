import type { ForecastDay } from "../../api/types.ts";
import { most, total, type Track, tracks } from "../../lib/forecast.ts";
import { percent } from "../../lib/percent.ts";
import { number } from "../../lib/words.ts";

const row = 74;
const label = 20;
const bars = 40;
const axis = 20;

/** Three rows of bars over the same days. Each row has its own scale, whose height is written beside it. */
export function ForecastChart({ days }: { days: ForecastDay[] }) {
  const height = tracks.length * row + axis;
  return (
    <svg class="chart" width="100%" height={height} role="img" aria-labelledby="forecast-text">
      {weeks(days).map((at) => (
        <g key={at}>
          <line class="grid" x1={x(at, days)} x2={x(at, days)} y1={label} y2={height - axis} />
          <text class="d" x={x(at, days)} y={height - 6}>
            {days[at]?.date.slice(5)}
          </text>
        </g>
      ))}
      {tracks.map((track, i) => (
        <TrackRow key={track.id} track={track} days={days} top={i * row} />
      ))}
    </svg>
  );
}

function TrackRow({ track, days, top }: { track: Track; days: ForecastDay[]; top: number }) {
  const scale = most(days, track);
  const base = top + label + bars;
  const sum = total(days, track);
  return (
    <g class={`track t-${track.id}`}>
      <text x="0" y={top + 14}>
        {track.title}: {sum === 0 ? "none" : number(sum)}
        {scale > 0 && <tspan class="d"> (at most {number(scale)} a day)</tspan>}
      </text>
      <line class="base" x1="0" x2="100%" y1={base} y2={base} />
      {days.map((day, at) => {
        const [client, serving] = [track.client(day), track.serving(day)];
        if (client + serving === 0) return null;
        // A single one of thousands must not vanish.
        const high = Math.max(3, ((client + serving) / scale) * bars);
        const low = (high * serving) / (client + serving);
        return (
          <g key={day.date}>
            <title>
              {day.date}: {track.id === "lost" ? `${client} lost` : `${client} client, ${serving} serving`}
            </title>
            <rect class="serving" x={x(at, days)} width={x(0.8, days)} y={base - low} height={low} />
            <rect class="client" x={x(at, days)} width={x(0.8, days)} y={base - high} height={high - low} />
          </g>
        );
      })}
    </g>
  );
}

function x(at: number, days: ForecastDay[]): string {
  return percent(at / days.length);
}

/** A line and a date for every second week: more would not fit a phone. */
function weeks(days: ForecastDay[]): number[] {
  return days.map((_, at) => at).filter((at) => at % 14 === 0);
}
