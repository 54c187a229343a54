import type { Clusters } from "../api/types.ts";

export function Footer({ clusters }: { clusters: Clusters | null }) {
  return (
    <footer>
      <p>
        {clusters ? `Certrot ${clusters.version}` : "Certrot"}. Times are UTC.{" "}
        {clusters && !clusters.leader && "This replica answers; another one records and notifies. "}
        <a href="/assets/licenses.txt">Licences</a>
      </p>
      {clusters && !clusters.history && <p class="amber">The history is not available: the database does not answer, or there is none.</p>}
    </footer>
  );
}
