import type { SessionGap } from './SessionGap.ts';

/** Calls `onGap`. Warns on the console without one, or when it throws or rejects. */
export function reportGap(onGap: ((gap: SessionGap) => void) | undefined, gap: SessionGap): void {
  // biome-ignore lint/suspicious/noConsole: lost messages are never silent, also where there is no logger
  const warn = (): void => console.warn('Messages of a session are lost.', gap);
  try {
    const told: unknown = onGap ? onGap(gap) : warn();
    Promise.resolve(told).catch(warn);
  } catch {
    // An error of `onGap` does not stop the reading.
    warn();
  }
}
