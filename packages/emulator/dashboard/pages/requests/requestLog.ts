import { computed, signal } from '@preact/signals';
import type { LoggedRequest } from '../../../src/control/RequestLog.ts';
import { control } from '../../state/control.ts';
import { filterOf, type LogFilter, NO_FILTER } from './LogFilter.ts';

/** How many requests are kept, as in the emulator. */
const MOST_REQUESTS = 10_000;

/** The filter above the log. It stays when the reader leaves the page. */
export const filter = signal<LogFilter>(NO_FILTER);

/** The requests that arrived, oldest first. */
const arrived = signal<readonly LoggedRequest[]>([]);

/** The requests at the moment of a pause; `undefined` while the log is live. */
const paused = signal<readonly LoggedRequest[] | undefined>(undefined);

/** Whether new requests are held back. */
export const isPaused = computed(() => paused.value !== undefined);

/** How many requests arrived during the pause. */
export const heldBack = computed(() => {
  const last = paused.value?.at(-1)?.id;
  if (paused.value === undefined) return 0;
  const index = last === undefined ? -1 : arrived.value.findLastIndex(({ id }) => id === last);
  return arrived.value.length - 1 - index;
});

/** How many requests there are, whatever the filter. */
export const total = computed(() => (paused.value ?? arrived.value).length);

/** The requests that the filter lets through, newest first. */
export const shown = computed(() => (paused.value ?? arrived.value).filter(filterOf(filter.value)).reverse());

/** The operations and the callers that occur, for the choices of the filter. */
export const choices = computed(() => {
  const operations = new Set<string>();
  const callers = new Set<string>();
  for (const { operation, caller } of paused.value ?? arrived.value) {
    if (operation !== undefined) operations.add(operation);
    if (caller !== undefined) callers.add(caller.name);
  }
  return { operations: [...operations].sort(), callers: [...callers].sort() };
});

/** Holds new requests back, or shows them. */
export function setPaused(pause: boolean): void {
  paused.value = pause ? arrived.value : undefined;
}

const channel = new BroadcastChannel('mitosis.log');
channel.onmessage = forgetRequests;

/** Clears the log of the emulator, and what all windows show of it. */
export async function clearLog(): Promise<void> {
  await control('log.clear');
  channel.postMessage('cleared');
  forgetRequests();
}

/** Forgets all requests. */
export function forgetRequests(): void {
  arrived.value = [];
  waiting = [];
  known.clear();
  setPaused(isPaused.peek());
}

/** The id of the last request that arrived. */
export function lastId(): string | undefined {
  return waiting.at(-1)?.id ?? arrived.peek().at(-1)?.id;
}

let waiting: LoggedRequest[] = [];
const known = new Set<string>();

/** Adds a request, if it is not there. Many in one frame are one change. */
export function addRequest(request: LoggedRequest): void {
  if (known.has(request.id)) return;
  known.add(request.id);
  waiting.push(request);
  if (waiting.length > 1) return;
  requestAnimationFrame(() => {
    const all = [...arrived.value, ...waiting];
    for (const { id } of all.slice(0, -MOST_REQUESTS)) known.delete(id);
    arrived.value = all.slice(-MOST_REQUESTS);
    waiting = [];
  });
}
