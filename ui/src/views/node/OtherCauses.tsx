import type { Cause } from "../../api/types.ts";
import { Quotes } from "../../parts/Quotes.tsx";
import { When } from "../../parts/When.tsx";
import { Part } from "./Part.tsx";

/** Causes that hold beside the root cause, such as one of the other certificate. */
export function OtherCauses({ causes, now }: { causes: Cause[]; now: number }) {
  return (
    <Part id="other-causes" title="Other causes">
      <ul class="plain">
        {causes.map((cause) => (
          <li key={cause.id}>
            <strong>{cause.title}</strong> <code>{cause.id}</code>{" "}
            <span class="dim">
              {cause.certificate ?? "node"}, {cause.confidence}, severity {cause.severity}
            </span>
            <div>
              {cause.summary}
              {cause.since !== null && (
                <>
                  {" "}
                  Since <When time={cause.since} now={now} />.
                </>
              )}
            </div>
            <Quotes evidence={cause.evidence} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
