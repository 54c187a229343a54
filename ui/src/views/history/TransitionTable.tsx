import type { Transition } from "../../api/types.ts";
import { parseTime, relative, stamp } from "../../lib/times.ts";
import { transitionWord } from "../../lib/words.ts";
import { Link } from "../../parts/Link.tsx";
import { Verdict } from "../../parts/Verdict.tsx";

interface Props {
  transitions: Transition[];
  now: number;
  /** On the page of a node its name would be said again in each line. */
  ofOneNode?: boolean;
}

export function TransitionTable({ transitions, now, ofOneNode }: Props) {
  return (
    <table class="stack transitions">
      <caption class="sr">Transitions, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {!ofOneNode && <th scope="col">Node</th>}
          <th scope="col">Kind</th>
          <th scope="col">What</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        {transitions.map((transition) => (
          <Row key={transition.id} transition={transition} now={now} ofOneNode={ofOneNode ?? false} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ transition, now, ofOneNode }: { transition: Transition; now: number; ofOneNode: boolean }) {
  const at = parseTime(transition.at);
  return (
    <tr>
      <td class="nowrap">
        {at === null ? (
          <span class="dim">not known</span>
        ) : (
          <>
            {stamp(at)}
            <div class="dim">{relative(at, now)}</div>
          </>
        )}
      </td>
      {!ofOneNode && (
        <th scope="row">
          <Link to={{ view: "node", context: transition.context, node: transition.node }}>{transition.node}</Link>
          <div class="dim">{transition.context}</div>
        </th>
      )}
      <td class="nowrap">
        {transitionWord(transition.kind)}
        {transition.certificate !== null && <span class="dim"> ({transition.certificate})</span>}
      </td>
      <td>{transition.text}</td>
      <td>
        {transition.after !== null && <Verdict verdict={transition.after.verdict} />}
        {transition.before !== null && transition.before.verdict !== transition.after?.verdict && (
          <div class="dim nowrap">was {transition.before.verdict.replaceAll("-", " ")}</div>
        )}
      </td>
    </tr>
  );
}
