import type { ForecastDay } from "../../api/types.ts";
import { forecastText } from "../../lib/forecast.ts";
import { ForecastChart } from "./ForecastChart.tsx";
import { ForecastTable } from "./ForecastTable.tsx";

export function Forecast({ days }: { days: ForecastDay[] }) {
  if (days.length === 0) return null;
  return (
    <section aria-labelledby="forecast" class="forecast">
      <h3 id="forecast">The coming weeks</h3>
      <figure>
        <figcaption id="forecast-text">{forecastText(days)}</figcaption>
        <p class="dim legend-text">
          <span class="key client" /> client certificates, <span class="key serving" /> serving certificates; each row has its own scale.
        </p>
        <ForecastChart days={days} />
      </figure>
      <details>
        <summary>The same as a table</summary>
        <ForecastTable days={days} />
      </details>
    </section>
  );
}
