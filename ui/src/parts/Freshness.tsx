import { isOld } from "../lib/freshness.ts";
import { age, parseTime, stamp } from "../lib/times.ts";

/** Of when the data is. Old data says so. */
export function Freshness({ scannedAt, now }: { scannedAt: string | null; now: number }) {
  const at = parseTime(scannedAt);
  if (at === null) return <span class="amber">not scanned yet</span>;
  const old = isOld(scannedAt, now);
  return (
    <time dateTime={scannedAt ?? undefined} title={stamp(at)} class={old ? "amber strong" : "dim"}>
      {old ? `old: of ${stamp(at)}, ${age(at, now)} ago` : `seen ${age(at, now)} ago`}
    </time>
  );
}
