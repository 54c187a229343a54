import type { Cluster } from "../../api/types.ts";
import { forecastText } from "../../lib/forecast.ts";
import { nodeCount } from "../../lib/headline.ts";
import { ForecastChart } from "./ForecastChart.tsx";
import { ForecastTable } from "./ForecastTable.tsx";

/** What the known certificates will do. Where no node is known there is nothing to say: zeros would look like calm. */
export function Forecast({ cluster }: { cluster: Cluster }) {
  const days = cluster.forecast;
  if (days.length === 0 || nodeCount(cluster) === 0) return null;
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
      <p class="dim">Certificates whose start or end is not known are not in it.</p>
      <details>
        <summary>The same as a table</summary>
        <ForecastTable days={days} />
      </details>
    </section>
  );
}
