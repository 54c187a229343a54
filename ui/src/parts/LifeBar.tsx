import type { CertificateLife } from "../api/types.ts";
import { lifeBar } from "../lib/lifebar.ts";
import { percent } from "../lib/percent.ts";

/**
 * A certificate's life on one line: what is past, the rotation window, now. The words beside it say the same, so it is hidden from screen
 * readers.
 */
export function LifeBar({ certificate, now, height = 10 }: { certificate: CertificateLife; now: number; height?: number }) {
  const bar = lifeBar(certificate, now);
  return (
    <svg class="life" width="100%" height={height + 8} aria-hidden="true">
      {bar.known === "life" ? (
        <>
          <rect class="left" y="4" width="100%" height={height} />
          <rect class={bar.place === "after" ? "past ended" : "past"} y="4" width={percent(bar.now)} height={height} />
          {bar.window && (
            <rect class="window" x={percent(bar.window[0])} y="5" width={percent(bar.window[1] - bar.window[0])} height={height - 2} />
          )}
          <line class="now" x1={percent(bar.now)} x2={percent(bar.now)} y1="0" y2={height + 8} />
        </>
      ) : (
        <line class={bar.known === "end" ? "open" : "open none"} x1="0" x2="100%" y1={4 + height / 2} y2={4 + height / 2} />
      )}
      {bar.known === "end" && <line class="end" x1="100%" x2="100%" y1="3" y2={height + 5} />}
    </svg>
  );
}
