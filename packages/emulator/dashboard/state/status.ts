import { effect, signal } from '@preact/signals';
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

/** How often the clock and the rules are read while the window is visible, in ms. Other programs change them too. */
const EVERY_MS = 2_000;
const channel = new BroadcastChannel('mitosis.status');

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

/** Reads the clock and the rules after a change, in all windows. */
export async function statusChanged(): Promise<void> {
  channel.postMessage('changed');
  await readStatus();
}

/** Reads again and again while the window is visible; a failure shows elsewhere. */
function read(): void {
  if (connection.peek() === 'open' && !document.hidden) void readStatus().catch(() => undefined);
}

channel.onmessage = read;
document.addEventListener('visibilitychange', read);
setInterval(read, EVERY_MS);
effect(() => {
  void connections.value;
  if (connection.value === 'open') read();
});
