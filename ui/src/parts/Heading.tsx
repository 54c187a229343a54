import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

/** A view's heading: it names the page, and takes the focus after navigation (see `useFocusOnNavigation`). */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · Certrot`;
  }, [title]);
  return (
    <h1 id="view-title" tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
