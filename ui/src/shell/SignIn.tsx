import { useEffect, useRef, useState } from "preact/hooks";
import { signIn } from "../api/session.ts";
import { Heading } from "../parts/Heading.tsx";
import { Notice } from "../parts/Notice.tsx";

export function SignIn({ refused }: { refused: boolean }) {
  const [token, setToken] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <main class="sign-in">
      <p class="brand">
        <img src="/assets/icon.svg" alt="" width="22" height="22" />
        Certrot
      </p>
      <Heading title="Sign in" />
      {refused && <Notice kind="error">The server does not accept this token, or not any more.</Notice>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== "") signIn(token.trim());
        }}
      >
        <label for="token">Bearer token</label>
        <input
          ref={field}
          id="token"
          type="password"
          autoComplete="off"
          required
          aria-describedby="token-note"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <p id="token-note" class="dim">
          The one that the server was given, or that of a service account: <code>kubectl create token NAME</code>. It is kept in this tab
          alone, until the tab is closed or you sign out.
        </p>
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
