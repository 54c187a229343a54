import { liveState } from "../api/live.ts";
import { useNow } from "../hooks/useNow.ts";
import { useStore } from "../hooks/useStore.ts";
import { age, stamp } from "../lib/times.ts";

// A restart of the server takes a few seconds, and is no news.
const patience = 5_000;

/** Says that the page may be behind, since when. */
export function Banner() {
  const state = useStore(liveState);
  const now = useNow(2_000);
  const behind = state.status === "reconnecting" && now - state.since > patience;
  return (
    <div role="status" class={behind ? "banner" : undefined}>
      {behind && (
        <>
          No news from the server since {stamp(state.since)} ({age(state.since, now)}). What is shown may be out of date. Trying again.
        </>
      )}
    </div>
  );
}
