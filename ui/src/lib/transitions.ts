import type { Transition } from "../api/types.ts";

/** Adds one that has just been told. After an interruption the server may tell some again. */
export function withNew(newestFirst: Transition[], transition: Transition): Transition[] {
  if (newestFirst.some((t) => t.id === transition.id)) return newestFirst;
  return [transition, ...newestFirst].sort((a, b) => b.id - a.id);
}

/** Adds a page of older ones. */
export function olderAfter(newestFirst: Transition[], older: Transition[]): Transition[] {
  const known = new Set(newestFirst.map((t) => t.id));
  return [...newestFirst, ...older.filter((t) => !known.has(t.id))];
}
