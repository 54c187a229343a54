/** Where a page lies in a list, for the words and the buttons below it. */
export interface Page {
  first: number;
  last: number;
  total: number;
  number: number;
  pages: number;
  previous: number | null;
  next: number | null;
}

export function pageAt(offset: number, limit: number, total: number): Page {
  const start = Math.min(Math.max(0, offset), lastOffset(limit, total));
  const last = Math.min(start + limit, total);
  return {
    first: total === 0 ? 0 : start + 1,
    last,
    total,
    number: Math.floor(start / limit) + 1,
    pages: Math.max(1, Math.ceil(total / limit)),
    previous: start > 0 ? Math.max(0, start - limit) : null,
    next: last < total ? last : null,
  };
}

/** Where the last page begins: a list may have shrunk below the page that is looked at. */
export function lastOffset(limit: number, total: number): number {
  return total === 0 ? 0 : Math.floor((total - 1) / limit) * limit;
}
