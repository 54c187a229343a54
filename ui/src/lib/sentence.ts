/** Words of others as a sentence: with a full stop where they end with none. */
export function sentence(text: string): string {
  const words = text.trim();
  return words === "" || /[.!?…]$/.test(words) ? words : `${words}.`;
}
