import type { TimelineEntry } from "../../api/report.ts";
import { percent } from "../../lib/percent.ts";
import { timeScale, type TimeScale } from "../../lib/scale.ts";
import { parseTime, relative, stamp } from "../../lib/times.ts";
import { Part } from "./Part.tsx";
import { TimelineMark } from "./TimelineMark.tsx";

interface Placed extends TimelineEntry {
  at: number;
}

/** What happened when: a table whose second column draws each row's time on one scale. */
export function Timeline({ entries, now }: { entries: TimelineEntry[]; now: number }) {
  const placed = entries.map((entry) => ({ ...entry, at: parseTime(entry.time) })).filter((entry): entry is Placed => entry.at !== null);
  const scale = timeScale(
    placed.map((entry) => entry.at),
    now,
  );
  return (
    <Part id="timeline" title="Timeline">
      <table class="stack timeline">
        <caption>
          Oldest first. The scale is linear near now and logarithmic far from it. Bold and red is part of the trouble, hollow is still to
          come.
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" class="track">
              <Axis scale={scale} />
            </th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {placed.map((entry, i) => (
            <tr key={i} class={entry.kind === "now" ? "is-now" : undefined}>
              <td class="nowrap">
                {stamp(entry.at)}
                <div class="dim">{relative(entry.at, now)}</div>
              </td>
              <td class="track">
                <Track entry={entry} scale={scale} now={now} />
              </td>
              <td>
                <span class={entry.problem ? "red strong" : undefined}>{entry.text}</span>{" "}
                <span class="dim">{entry.kind === "csr" ? "CSR" : entry.kind}</span>
                {entry.problem && <span class="sr">, part of the trouble</span>}
                {entry.source !== null && (
                  <div class="dim">
                    <code>{entry.source}</code>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Axis({ scale }: { scale: TimeScale }) {
  return (
    <>
      <span class="sr">On the scale</span>
      <svg width="100%" height="18" aria-hidden="true">
        {scale.ticks.map((tick) => (
          <text key={tick.text} class={tick.text === "now" ? "nowt" : "d"} x={percent(tick.at)} y="13" text-anchor="middle">
            {tick.text}
          </text>
        ))}
      </svg>
    </>
  );
}

function Track({ entry, scale, now }: { entry: Placed; scale: TimeScale; now: number }) {
  return (
    <svg width="100%" height="28" aria-hidden="true">
      <line class="grid" x1="0" x2="100%" y1="14" y2="14" />
      {scale.ticks.map((tick) => (
        <line
          key={tick.text}
          class={tick.text === "now" ? "now" : "grid tick"}
          x1={percent(tick.at)}
          x2={percent(tick.at)}
          y1="0"
          y2="28"
        />
      ))}
      {entry.kind !== "now" && (
        <svg x={percent(scale.at(entry.at))} y="14" class="over">
          <TimelineMark kind={entry.kind} style={entry.at > now ? "f" : entry.problem ? "p" : "m"} />
        </svg>
      )}
    </svg>
  );
}
