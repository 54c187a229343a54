import { Store } from "../lib/store.ts";

export interface Session {
  token: string | null;
  /** Why the page asks for a token now; null where it does not. */
  asks: "first" | "refused" | null;
}

const key = "certrot-token";

// sessionStorage ends with the tab. A private window may refuse it: then the token lives as long as the page.
function stored(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch {
    // As above.
  }
}

export const session = new Store<Session>({ token: stored(), asks: null });

export function signIn(token: string): void {
  store(token);
  session.set({ token, asks: null });
}

export function signOut(): void {
  store(null);
  session.set({ token: null, asks: "first" });
}

/** The server answered 401. An answer to an older token says nothing about the present one. */
export function refused(token: string | null): void {
  const now = session.get();
  if (now.asks !== null || now.token !== token) return;
  store(null);
  session.set({ token: null, asks: token === null ? "first" : "refused" });
}
