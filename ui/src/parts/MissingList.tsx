import type { Missing } from "../api/types.ts";

/** What could not be seen, and why: without it, silence would look like health. */
export function MissingList({ missing }: { missing: Missing[] }) {
  return (
    <ul class="plain">
      {missing.map((m, i) => (
        <li key={i}>
          <code>{m.what}</code> {m.why}
        </li>
      ))}
    </ul>
  );
}
