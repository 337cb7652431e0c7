import type { SessionGap } from './SessionGap.ts';

/** Calls `onGap`, or warns on the console without one. Ignores its errors and rejections. */
export function tellGap(onGap: ((gap: SessionGap) => void) | undefined, gap: SessionGap): void {
  try {
    // biome-ignore lint/suspicious/noConsole: lost messages are never silent, also where there is no logger
    const told: unknown = onGap ? onGap(gap) : console.warn('Messages of a session are lost.', gap);
    Promise.resolve(told).catch(() => undefined);
  } catch {
    // Reading goes on.
  }
}
