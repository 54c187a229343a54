import { parseTime, relative, stamp } from "../lib/times.ts";

/** A time with its distance from now; "not known" where there is none. */
export function When({ time, now, brief }: { time: string | null | undefined; now: number; brief?: boolean }) {
  const at = parseTime(time);
  if (at === null) return <span class="dim">not known</span>;
  return (
    <time dateTime={time ?? undefined} title={brief ? stamp(at) : undefined}>
      {!brief && (
        <>
          <span class="nowrap">{stamp(at)}</span>{" "}
        </>
      )}
      <span class="nowrap">{brief ? relative(at, now) : `(${relative(at, now)})`}</span>
    </time>
  );
}
