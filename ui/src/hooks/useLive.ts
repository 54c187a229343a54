import { useEffect, useRef } from "preact/hooks";
import { type LiveEvent, onLive } from "../api/live.ts";

export function useLive(listener: (event: LiveEvent) => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => onLive((event) => latest.current(event)), []);
}

/** Many nodes change at once when a cause appears; one reload tells of all of them. */
const gather = 2_000;

export function useLiveReload(reload: () => void, concerns: (event: LiveEvent) => boolean): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLive((event) => {
    if (timer.current !== undefined || !(event.type === "resumed" || concerns(event))) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      reload();
    }, gather);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
