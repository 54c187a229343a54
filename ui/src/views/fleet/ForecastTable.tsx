import type { ForecastDay } from "../../api/types.ts";
import { number } from "../../lib/words.ts";

export function ForecastTable({ days }: { days: ForecastDay[] }) {
  const busy = days.filter((d) => d.clientWindows + d.servingWindows + d.clientEnds + d.servingEnds + d.lost > 0);
  if (busy.length === 0) return <p>Nothing on any of the {days.length} days.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Forecast as a table">
      <table class="numbers">
        <caption>Days that are not listed have nothing</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Client windows open</th>
            <th scope="col">Serving windows open</th>
            <th scope="col">Client certificates end</th>
            <th scope="col">Serving certificates end</th>
            <th scope="col">Nodes lost</th>
          </tr>
        </thead>
        <tbody>
          {busy.map((day) => (
            <tr key={day.date}>
              <th scope="row">{day.date}</th>
              <td>{number(day.clientWindows)}</td>
              <td>{number(day.servingWindows)}</td>
              <td>{number(day.clientEnds)}</td>
              <td>{number(day.servingEnds)}</td>
              <td>{number(day.lost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
