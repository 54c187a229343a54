import { useEffect, useRef, useState } from "preact/hooks";
import { getHistory } from "../../api/requests.ts";
import type { Transition } from "../../api/types.ts";
import { useLive } from "../../hooks/useLive.ts";
import { errorWords } from "../../hooks/useResource.ts";
import { olderAfter, withNew } from "../../lib/transitions.ts";

/** A page that is left open for weeks must not grow for ever; what is cut off can be loaded again. */
const most = 1_000;

export interface History {
  data: Transition[] | null;
  error: string | null;
  loading: boolean;
  /** Reads older ones; null where there are none. */
  more: (() => void) | null;
  reload: () => void;
}

/** Transitions, newest first: new ones arrive by themselves, older ones on request. */
export function useHistory(context: string | null, node: string, limit: number): History {
  const [data, setData] = useState<Transition[] | null>(null);
  const [older, setOlder] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  const running = useRef<AbortController | null>(null);

  function read(before: number | null) {
    running.current?.abort();
    const end = new AbortController();
    running.current = end;
    setLoading(true);
    getHistory({ context, node, before, limit }, end.signal).then(
      (page) => {
        if (end.signal.aborted) return;
        setData((old) => (before === null ? page.transitions : olderAfter(old ?? [], page.transitions)));
        setOlder(page.next !== null);
        setError(null);
        setLoading(false);
      },
      (problem: unknown) => {
        if (end.signal.aborted) return;
        setError(errorWords(problem));
        setLoading(false);
      },
    );
  }

  useEffect(() => {
    setData(null);
    setOlder(false);
    setError(null);
  }, [context, node]);
  useEffect(() => {
    read(null);
    return () => running.current?.abort();
  }, [context, node, limit, turn]);

  useLive((event) => {
    if (event.type === "resumed") setTurn((t) => t + 1);
    if (event.type !== "transition") return;
    const { transition } = event;
    if ((context === null || transition.context === context) && (node === "" || transition.node === node)) {
      setData((old) => (old === null ? null : withNew(old, transition).slice(0, Math.max(most, old.length))));
    }
  });

  const last = data?.at(-1);
  const more = last && (older || data?.length === most) ? () => read(last.id) : null;
  return { data, error, loading, more, reload: () => setTurn((t) => t + 1) };
}
