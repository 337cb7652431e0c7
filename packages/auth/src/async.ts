export { Mutex } from './async/Mutex.ts';
export { onAbort } from './async/onAbort.ts';
export { type BackOff, backOff, LONGEST_TIMER_MS, sleep } from './async/timers.ts';
