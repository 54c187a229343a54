import type { ClusterMissing, Missing } from "../api/types.ts";

/** What could not be seen, and why: without it, silence would look like health. */
export function MissingList({ missing }: { missing: (ClusterMissing | Missing)[] }) {
  return (
    <ul class="plain">
      {missing.map((m, i) => (
        <li key={i}>
          <code>{"path" in m ? m.path : m.what}</code> {"path" in m ? m.reason : m.why}
        </li>
      ))}
    </ul>
  );
}
