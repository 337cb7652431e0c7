import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ClockState } from '../../src/control/ClockControl.ts';
import type { ActiveFaultRule } from '../../src/control/FaultControl.ts';
import { connection, connections } from './connection.ts';
import { control } from './control.ts';

/** The clock as it was read, with the moment of reading by this page's own monotonic clock. */
export interface ReadClock extends ClockState {
  readonly readAt: number;
}

/** The emulator's clock; `undefined` until it is read. */
export const clock = signal<ReadClock | undefined>(undefined);

/** The fault rules, with those that ended; `undefined` until they are read. */
export const rules = signal<readonly ActiveFaultRule[] | undefined>(undefined);

/** How often all this is read while the window is visible, in ms. Other programs change them too. */
const EVERY_MS = 2_000;
const channel = new BroadcastChannel('mitosis.status');

/** The functions of components that read with the clock and the rules. */
const readers = new Set<() => void>();

/** Keeps a clock that a method returned. */
export function keepClock(state: ClockState): void {
  clock.value = { ...state, readAt: performance.now() };
}

/** The emulator's time now, in ms since 1970. */
export function timeOf({ now, rate, readAt }: ReadClock): number {
  return now + (performance.now() - readAt) * rate;
}

/** Reads the clock and the rules. */
async function readStatus(): Promise<void> {
  const [state, list] = await Promise.all([control('clock.get'), control('faults.list')]);
  keepClock(state);
  rules.value = list;
}

/** Reads the clock and the rules after a change, and in other windows all that they show. */
export async function statusChanged(): Promise<void> {
  channel.postMessage('changed');
  await readStatus();
}

/**
 * Calls a function again and again while the component is shown in a visible window, and at once when another window changed
 * something: for data that has no stream.
 */
export function useReread(read: () => void): void {
  const current = useRef(read);
  current.current = read;
  useEffect(() => {
    const reader = () => current.current();
    readers.add(reader);
    return () => void readers.delete(reader);
  }, []);
}

/** Reads again and again while the window is visible; a failure shows elsewhere. */
function read(): void {
  if (connection.peek() !== 'open' || document.hidden) return;
  void readStatus().catch(() => undefined);
  for (const reader of readers) reader();
}

channel.onmessage = read;
document.addEventListener('visibilitychange', read);
setInterval(read, EVERY_MS);
effect(() => {
  void connections.value;
  if (connection.value === 'open') read();
});
