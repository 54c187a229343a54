import { pageAt } from "../lib/paging.ts";
import { number } from "../lib/words.ts";

interface Props {
  offset: number;
  limit: number;
  total: number;
  what: string;
  onOffset: (offset: number) => void;
}

export function Pager({ offset, limit, total, what, onOffset }: Props) {
  const page = pageAt(offset, limit, total);
  if (page.pages === 1 && page.previous === null) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      <button type="button" disabled={page.previous === null} onClick={() => page.previous !== null && onOffset(page.previous)}>
        ‹ Previous
      </button>
      <span>
        {number(page.first)}–{number(page.last)} of {number(page.total)}
        <span class="dim">
          , page {page.number} of {page.pages}
        </span>
      </span>
      <button type="button" disabled={page.next === null} onClick={() => page.next !== null && onOffset(page.next)}>
        Next ›
      </button>
    </nav>
  );
}
