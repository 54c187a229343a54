import { useEffect } from "preact/hooks";
import { formatRoute, parseRoute, type Route } from "../lib/routes.ts";
import { Store } from "../lib/store.ts";
import { useStore } from "./useStore.ts";

const address = new Store(location.pathname + location.search);

function changed(): void {
  address.set(location.pathname + location.search);
}

/** Goes to another view; `replace` for what nobody would go back to, such as a letter typed into a search. */
export function go(route: Route, replace = false): void {
  const to = formatRoute(route);
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  changed();
}

export function useRoute(): Route {
  const now = useStore(address);
  useEffect(() => {
    addEventListener("popstate", changed);
    return () => removeEventListener("popstate", changed);
  }, []);
  const [path = "/", query = ""] = now.split("?", 2);
  return parseRoute(path, query);
}
