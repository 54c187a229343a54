import { backoff } from "../lib/backoff.ts";
import { Store } from "../lib/store.ts";
import { ApiError, openStream } from "./client.ts";
import { serverNow } from "./clock.ts";
import { SseParser } from "./sse.ts";
import type { ClusterEvent, Transition } from "./types.ts";

export type LiveState = { status: "connecting" } | { status: "live" } | { status: "reconnecting"; since: number };

export type LiveEvent =
  | { type: "transition"; transition: Transition }
  | { type: "cluster"; cluster: ClusterEvent }
  /** The stream was interrupted: what happened in between may not be told. */
  | { type: "resumed" };

export const liveState = new Store<LiveState>({ status: "connecting" });

// The server writes a comment every 15 s. Three of them missing: the connection is dead, even where no end came.
const silence = 45_000;

const listeners = new Set<(event: LiveEvent) => void>();

export function onLive(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Keeps a stream of events open until the result is called. */
export function startLive(): () => void {
  const end = new AbortController();
  void run(end.signal);
  return () => end.abort();
}

async function run(end: AbortSignal): Promise<void> {
  let lastId = "";
  let failures = 0;
  liveState.set({ status: "connecting" });
  while (!end.aborted) {
    try {
      await readOnce(
        end,
        lastId,
        () => (failures = 0),
        (id) => (lastId = id),
      );
    } catch (problem) {
      // Without a token each further try would be refused as well; signing in starts anew.
      if (problem instanceof ApiError && problem.status === 401) return;
    }
    if (end.aborted) return;
    failures += 1;
    if (liveState.get().status !== "reconnecting") liveState.set({ status: "reconnecting", since: serverNow() });
    await pause(backoff(failures, Math.random()), end);
  }
}

async function readOnce(end: AbortSignal, lastId: string, opened: () => void, idIs: (id: string) => void): Promise<void> {
  const attempt = new AbortController();
  const cancel = () => attempt.abort();
  end.addEventListener("abort", cancel);
  let watch = setTimeout(cancel, silence);
  try {
    const stream = await openStream("/api/v1/events", lastId === "" ? {} : { "last-event-id": lastId }, attempt.signal);
    const interrupted = liveState.get().status === "reconnecting";
    opened();
    liveState.set({ status: "live" });
    if (interrupted) tell({ type: "resumed" });
    const parser = new SseParser();
    const decoder = new TextDecoder();
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(cancel, silence);
      for (const event of parser.push(decoder.decode(value, { stream: true }))) dispatch(event.type, event.data);
      if (parser.lastId !== "") idIs(parser.lastId);
    }
  } finally {
    clearTimeout(watch);
    end.removeEventListener("abort", cancel);
  }
}

function dispatch(type: string, data: string): void {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return;
  }
  if (type === "transition") tell({ type, transition: value as Transition });
  else if (type === "cluster") tell({ type, cluster: value as ClusterEvent });
}

function tell(event: LiveEvent): void {
  for (const listener of [...listeners]) listener(event);
}

/** Waits; a network that comes back, or a person who looks at the page again, ends the wait. */
function pause(milliseconds: number, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", look);
      end.removeEventListener("abort", wake);
      resolve();
    };
    const look = () => {
      if (document.visibilityState === "visible") wake();
    };
    const timer = setTimeout(wake, milliseconds);
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", look);
    end.addEventListener("abort", wake);
  });
}
