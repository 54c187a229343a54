/** The shapes of the printed report: a kind of event has the same one in both. */
export function TimelineMark({ kind, style }: { kind: string; style: "m" | "p" | "f" }) {
  switch (kind) {
    case "csr":
      return <rect class={style} x="-5" y="-5" width="10" height="10" />;
    case "certificate":
      return <polygon class={style} points="0,-7 7,0 0,7 -7,0" />;
    case "event":
      return <polygon class={style} points="0,-6 6.5,5 -6.5,5" />;
    case "node":
      return <polygon class={style} points="-6.5,-5 6.5,-5 0,6" />;
    case "control-plane":
      return <polygon class={style} points="-3,-6 3,-6 6,0 3,6 -3,6 -6,0" />;
    default:
      return <circle class={style} r="5.5" />;
  }
}
