import type { RuleResult } from "../../api/csr.ts";
import { visible } from "../../lib/data.ts";
import { OutcomeMark } from "../../parts/OutcomeMark.tsx";

/** What each rule of the policy says, with the values that it compared. */
export function RuleTable({ rules }: { rules: RuleResult[] }) {
  return (
    <table class="stack rules">
      <caption>Rules; all of them have to hold</caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Outcome</th>
          <th scope="col">What was compared</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id} class={rule.outcome === "skip" ? "dim" : undefined}>
            <th scope="row">
              <code>{rule.id}</code>
            </th>
            <td>
              <OutcomeMark outcome={rule.outcome} />
            </td>
            <td>
              {visible(rule.text)}
              {rule.found !== undefined && (
                <div>
                  <span class="dim">found</span> <code>{visible(rule.found)}</code>
                </div>
              )}
              {rule.expected !== undefined && (
                <div>
                  <span class="dim">expected</span> <code>{visible(rule.expected)}</code>
                </div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
