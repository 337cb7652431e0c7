import { onAbort } from '@mitosislabs/xmtp/feed';

/** Waits until the time is over or the signal fires. Never rejects. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      letGo();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const letGo = onAbort(signal, done);
  });
}
