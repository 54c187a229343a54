import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/client.ts";

/** Something that the server was asked for. Data that could not be read again stays, with the error beside it. */
export interface Resource<T> {
  data: T | null;
  error: string | null;
  loading: boolean;
  reload: () => void;
}

interface State<T> {
  key: string | null;
  data: T | null;
  error: string | null;
  loading: boolean;
}

/**
 * Asks the server, and again when `key` changes or `reload` is called. `keep` shows the data of the former key until the new one is there, as
 * when paging.
 */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, keep = false): Resource<T> {
  const [state, setState] = useState<State<T>>({ key: null, data: null, error: null, loading: false });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (key === null) return;
    const end = new AbortController();
    setState((s) => ({ key, data: s.key === key || keep ? s.data : null, error: s.key === key ? s.error : null, loading: true }));
    latest.current(end.signal).then(
      (data) => {
        if (!end.signal.aborted) setState({ key, data, error: null, loading: false });
      },
      (problem: unknown) => {
        if (!end.signal.aborted) setState((s) => ({ ...s, error: errorWords(problem), loading: false }));
      },
    );
    return () => end.abort();
  }, [key, keep, turn]);

  const reload = useCallback(() => setTurn((t) => t + 1), []);
  // Between a new key and its effect, the state is still that of the former one.
  const current = state.key === key ? state : { data: keep ? state.data : null, error: null, loading: key !== null };
  return { data: current.data, error: current.error, loading: current.loading, reload };
}

export function errorWords(problem: unknown): string {
  if (problem instanceof ApiError) return problem.message;
  return problem instanceof Error ? `The page failed: ${problem.message}` : "The page failed.";
}
