/** A share of a length as SVG wants it: drawings then stretch without their text. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
