// Where the parts of a certificate's life lie on a bar from 0 (issued) to 1 (ends).
import type { CertificateLife } from "../api/types.ts";
import { parseTime } from "./times.ts";

export type LifeBar =
  | { known: "life"; now: number; window: readonly [number, number] | null; place: "before" | "inside" | "after" }
  /** The end alone is known, as from a kubelet's metrics: there is no scale to draw on. */
  | { known: "end" }
  | { known: "nothing" };

export function lifeBar(certificate: CertificateLife, now: number): LifeBar {
  const end = parseTime(certificate.notAfter);
  if (end === null) return { known: "nothing" };
  const start = parseTime(certificate.notBefore);
  if (start === null || end <= start) return { known: "end" };
  const share = (time: number) => clamp((time - start) / (end - start));
  const at = share(now);
  return { known: "life", now: at, window: windowOf(certificate, share), place: now < start ? "before" : now >= end ? "after" : "inside" };
}

function windowOf(certificate: CertificateLife, share: (time: number) => number): readonly [number, number] | null {
  const opens = parseTime(certificate.rotationWindow[0]);
  const closes = parseTime(certificate.rotationWindow[1]);
  return opens === null || closes === null || closes < opens ? null : [share(opens), share(closes)];
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
