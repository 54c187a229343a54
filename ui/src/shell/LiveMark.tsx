import { liveState } from "../api/live.ts";
import { useStore } from "../hooks/useStore.ts";
import { clockStamp } from "../lib/times.ts";

/** Whether changes arrive by themselves. */
export function LiveMark() {
  const state = useStore(liveState);
  switch (state.status) {
    case "live":
      return (
        <span class="live green" title="Changes appear by themselves">
          <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <circle class="fill" cx="5" cy="5" r="5" />
          </svg>
          live
        </span>
      );
    case "connecting":
      return <span class="live dim">connecting…</span>;
    case "reconnecting":
      return (
        <span class="live amber">
          <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <circle class="line" cx="5" cy="5" r="4" />
          </svg>
          reconnecting since {clockStamp(state.since)}
        </span>
      );
  }
}
