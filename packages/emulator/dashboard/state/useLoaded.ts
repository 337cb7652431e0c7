import { useEffect, useRef, useState } from 'preact/hooks';
import { connections } from './connection.ts';
import { deletionsEnded } from './request.ts';

/** Data that is loaded. While it is loaded again, the former data stays. */
export interface Loaded<T> {
  /** The data; `undefined` until it is there. */
  readonly data: T | undefined;
  /** Why the last attempt failed. */
  readonly error: Error | undefined;
  /** Loads again. Calls while it loads are joined. */
  reload(): void;
}

interface State<T> {
  readonly key: string;
  readonly data?: T;
  readonly error?: Error | undefined;
}

/** The time between two loads, in ms. */
const PAUSE_MS = 200;

/**
 * Loads data, and loads it again when the key changes, or the connection is back.
 *
 * @param key - Identifies the data. Data of another key is never shown.
 * @param load - Loads the data.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<State<T>>({ key });
  const reload = useRef<() => void>(() => undefined);
  const loader = useRef(load);
  loader.current = load;
  const count = connections.value;
  useEffect(() => {
    const abort = new AbortController();
    let isLoading = false;
    let isStale = false;
    const run = async () => {
      isStale = true;
      if (isLoading) return;
      isLoading = true;
      while (isStale && !abort.signal.aborted) {
        await deletionsEnded();
        if (abort.signal.aborted) return;
        isStale = false;
        const result = await loader.current(abort.signal).then(
          (data) => ({ key, data }),
          (error: unknown) => ({ key, error: error instanceof Error ? error : new Error(String(error)) }),
        );
        if (!abort.signal.aborted)
          setState((former) => ({ ...(former.key === key && former), error: undefined, ...result }));
        // Many events at once need few loads.
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      isLoading = false;
    };
    reload.current = () => void run();
    void run();
    return () => abort.abort();
  }, [key, count]);
  const isCurrent = state.key === key;
  return {
    data: isCurrent ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    reload: () => reload.current(),
  };
}
