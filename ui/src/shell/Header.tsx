import { signOut } from "../api/session.ts";
import type { WhoAmI } from "../api/types.ts";
import { csrs, fleet, type Route } from "../lib/routes.ts";
import { Link } from "../parts/Link.tsx";
import { LiveMark } from "./LiveMark.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";

const places: readonly { title: string; to: Route }[] = [
  { title: "Fleet", to: fleet() },
  { title: "Incidents", to: { view: "incidents", context: null, cause: null } },
  { title: "CSRs", to: csrs() },
  { title: "History", to: { view: "history", context: null, node: "" } },
];

export function Header({ route, whoAmI }: { route: Route; whoAmI: WhoAmI | null }) {
  return (
    <header class="top">
      <span class="brand">
        <img src="/assets/icon.svg" alt="" width="22" height="22" />
        Certrot
      </span>
      <nav aria-label="Views">
        <ul>
          {places.map(({ title, to }) => (
            <li key={title}>
              <Link to={to} current={route.view === to.view}>
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div class="tools">
        <LiveMark />
        <ThemeSwitch />
        {whoAmI?.user && <span class="dim user">{whoAmI.user}</span>}
        {whoAmI?.auth === "token" && (
          <button type="button" class="small" onClick={signOut}>
            Sign out
          </button>
        )}
      </div>
    </header>
  );
}
