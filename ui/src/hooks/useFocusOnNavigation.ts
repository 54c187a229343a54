import { useEffect, useRef } from "preact/hooks";
import { formatRoute, type Route } from "../lib/routes.ts";

/** After a change of view the focus goes to its heading, as after a page load. A filter is no change of view. */
export function useFocusOnNavigation(route: Route): void {
  const path = formatRoute(route).split("?", 1)[0];
  const former = useRef(path);
  useEffect(() => {
    if (former.current === path) return;
    former.current = path;
    scrollTo(0, 0);
    document.getElementById("view-title")?.focus({ preventScroll: true });
  }, [path]);
}
