import type { ComponentChildren } from "preact";
import { go } from "../hooks/useRoute.ts";
import { formatRoute, type Route } from "../lib/routes.ts";

interface Props {
  to: Route;
  children: ComponentChildren;
  class?: string;
  current?: boolean;
}

/** A link to a view. It is a real one: it can be opened in another tab and copied. */
export function Link({ to, children, class: style, current }: Props) {
  return (
    <a
      href={formatRoute(to)}
      class={style}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
