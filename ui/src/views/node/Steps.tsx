import type { Step } from "../../api/report.ts";
import { OutcomeMark } from "../../parts/OutcomeMark.tsx";
import { Quotes } from "../../parts/Quotes.tsx";
import { Part } from "./Part.tsx";

interface Props {
  id: string;
  title: string;
  caption: string;
  steps: Step[];
}

export function Steps({ id, title, caption, steps }: Props) {
  if (steps.length === 0) return null;
  return (
    <Part id={id} title={title}>
      <table class="stack runbook">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Outcome</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.number}>
              <th scope="row">{step.number}</th>
              <td class="nowrap">
                <OutcomeMark outcome={step.outcome} />
              </td>
              <td>
                <div class="dim">{step.title}</div>
                {step.summary}
                {step.note !== null && <p class="dim">Note: {step.note}</p>}
                <Quotes evidence={step.evidence} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}
