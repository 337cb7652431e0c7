import { runInNewContext } from 'node:vm';
import { Mutex, onAbort } from '@mitosislabs/auth/async';
import { Alarm, turnEventLoop } from './Alarm.ts';

/** The `Date` of a separate realm: fake timers replace that of this realm, before or after this module loads. */
const RealDate = runInNewContext('Date') as DateConstructor;

/** The last time that has four digits for its year, in ms since 1970. */
export const LATEST_TIME = RealDate.UTC(10_000, 0) - 1;
/** How many timers run at their exact time in one jump. Later ones run in steps: a jump of years would never end. */
const MOST_EXACT = 2_000;
/** The number of steps in the rest of such a jump. */
const STEPS = 500;
/** How long a jump waits for work that takes real time, such as the start of an agent, in real ms. */
const PATIENCE_MS = 10_000;
/** How often the event loop turns before the clock goes on to the next timer: work may set further timers. */
const TURNS = 4;

/** Work that is to be done at a time. */
interface Timer {
  /** When it falls due, on the timeline of waits. */
  readonly due: number;
  /** Its number: of timers that fall due at the same time, the earlier one is first. */
  readonly number: number;
  readonly work: () => unknown;
}

/**
 * The emulator's time. Until it is controlled, it is real, whatever fake timers a test installs. All waits are on its own timeline,
 * which never goes back: setting the time back leaves waits as long as they were.
 */
export class Clock {
  readonly #time: Scale;
  /** The timeline of waits, in ms. A step of the machine's clock does not change it. */
  readonly #timeline = new Scale(uptime);
  readonly #scales: readonly Scale[];
  /** In the order in which they fall due. */
  readonly #timers: Timer[] = [];
  /** The number of the timer that was added last. */
  #added = 0;
  readonly #alarm = new Alarm(() => this.#ring());
  readonly #changes = new Mutex();
  #rate = 1;
  #setBackBy = 0;
  #jumping: Promise<void> | undefined;
  /** Called when the time was set back. */
  onSetBack: (() => void) | undefined;

  /** @param now - Reads the time that this clock follows: ms since 1970. Default: the real time. */
  constructor(now: () => number = RealDate.now) {
    this.#time = new Scale(now);
    this.#scales = [this.#time, this.#timeline];
  }

  /** The time: whole ms since 1970. */
  now(): number {
    return Math.min(Math.floor(this.#time.read(this.#pace)), LATEST_TIME);
  }

  /** A time to measure durations by, in ms. It goes on when the time is set back. */
  monotonic(): number {
    return this.now() + this.#setBackBy;
  }

  /** Resolves when the jump that is under way is over; `undefined` if there is none. */
  get jumping(): Promise<void> | undefined {
    return this.#jumping;
  }

  /** How fast the clock runs: 1 as real time, 0 frozen. */
  get rate(): number {
    return this.#rate;
  }

  /** The difference to the time that this clock follows, in ms. */
  get offsetMs(): number {
    return Math.round(this.#time.ahead(this.#pace));
  }

  /**
   * Runs `work` after `ms`, unless the returned function is called before. It does not keep the process alive.
   *
   * @param work - If it returns a promise, a jump of the clock waits for that.
   */
  after(ms: number, work: () => unknown): () => void {
    // Whole ms, so that sums are exact.
    const due = Math.round(this.#timeline.read(this.#pace) + Math.max(ms, 0));
    const timer = { due, number: ++this.#added, work };
    const index = indexOf(timer, this.#timers);
    this.#timers.splice(index, 0, timer);
    if (index === 0) this.#setAlarm();
    return () => {
      const place = indexOf(timer, this.#timers);
      if (this.#timers[place] === timer) this.#timers.splice(place, 1);
    };
  }

  /**
   * Waits.
   *
   * @param ms - How long.
   * @param signal - Ends the wait: it rejects with the signal's reason.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.after(ms, () => {
        release?.();
        resolve();
      });
      const release =
        signal &&
        onAbort(signal, () => {
          cancel();
          reject(signal.reason);
        });
    });
  }

  /** Advances the time by `ms`. Runs what falls due on the way, in order, before it resolves. */
  advance(ms: number): Promise<void> {
    return this.#changes.run(() => this.#jumpBy(ms));
  }

  /** Sets the time. Forward, runs what falls due on the way, as {@link Clock.advance}. Back, all waits stay as long as they were. */
  set(time: number): Promise<void> {
    return this.#changes.run(async () => {
      const ms = time - this.#time.read(this.#pace);
      if (ms > 0) await this.#jumpBy(ms);
      this.#time.set(time);
      if (ms < 0) this.#noteSetBack(-ms);
    });
  }

  /** Runs the clock at `rate` times real time; 0 stops it. */
  run(rate: number): Promise<void> {
    return this.#changes.run(async () => this.#setRate(rate));
  }

  /** Returns to the time that this clock follows. Runs nothing for the difference. */
  reset(): Promise<void> {
    return this.#changes.run(async () => {
      const ahead = this.offsetMs;
      this.#setRate(1);
      this.#time.reset();
      if (ahead > 0) this.#noteSetBack(ahead);
    });
  }

  /** Ends all waits without their work. */
  close(): void {
    this.#timers.length = 0;
    this.#alarm.clear();
  }

  /** How fast both scales move at present. */
  get #pace(): number {
    return this.#jumping ? 0 : this.#rate;
  }

  #noteSetBack(ms: number): void {
    this.#setBackBy += ms;
    this.onSetBack?.();
  }

  #setRate(rate: number): void {
    for (const scale of this.#scales) scale.set(scale.read(this.#rate));
    this.#rate = rate;
    this.#setAlarm();
  }

  async #jumpBy(ms: number): Promise<void> {
    for (const scale of this.#scales) scale.set(scale.read(this.#rate));
    const jump = this.#runUntil(ms);
    this.#jumping = jump.catch(() => undefined);
    try {
      await jump;
    } finally {
      this.#jumping = undefined;
      this.#setAlarm();
    }
  }

  /** Moves both scales by `ms`, from timer to timer. Real time that passes meanwhile counts afterwards. */
  async #runUntil(ms: number): Promise<void> {
    const starts = this.#scales.map((scale) => scale.read(0));
    const start = this.#timeline.read(0);
    let passed = 0;
    const move = (to: number): void => {
      for (const [index, scale] of this.#scales.entries()) scale.moveTo((starts[index] ?? 0) + to);
      passed = to;
    };
    let step = 0;
    for (let count = 1; ; count++) {
      const [timer] = this.#timers;
      if (!timer || timer.due > start + ms) break;
      if (timer.due > start + passed) move(Math.min(ms, Math.max(timer.due - start, passed + step)));
      this.#timers.shift();
      await this.#settle(run(timer.work));
      if (count === MOST_EXACT) step = (ms - passed) / STEPS;
    }
    move(ms);
  }

  /** Waits for the work of a timer, and for what follows from it. */
  async #settle(work: unknown): Promise<void> {
    if (work instanceof Promise) {
      await new Promise<void>((resolve) => {
        const patience = new Alarm(resolve);
        patience.set(PATIENCE_MS);
        void work.finally(() => {
          patience.clear();
          resolve();
        });
      });
    }
    await turnEventLoop(TURNS);
  }

  #setAlarm(): void {
    const [first] = this.#timers;
    if (this.#jumping) return;
    const ms = first && first.due - this.#timeline.read(this.#rate);
    // Work without a wait also runs when the clock is frozen.
    if (ms === undefined || (ms > 0 && this.#rate === 0)) this.#alarm.clear();
    else this.#alarm.set(ms <= 0 ? 0 : ms / this.#rate);
  }

  #ring(): void {
    if (this.#jumping) return;
    const now = this.#timeline.read(this.#rate);
    // Timers that this work sets run at the next turn: the event loop must not be blocked.
    const last = this.#added;
    for (;;) {
      const [first] = this.#timers;
      if (!first || first.due > now || first.number > last) break;
      this.#timers.shift();
      run(first.work);
    }
    this.#setAlarm();
  }
}

/** A number that moves with a source: at its pace, n times as fast, or not at all. */
class Scale {
  readonly #source: () => number;
  #at: number;
  #value: number;

  /** @param source - What it follows, in ms. */
  constructor(source: () => number) {
    this.#source = source;
    this.#at = source();
    this.#value = this.#at;
  }

  /** The number now, if it has moved at `rate` since it was set. */
  read(rate: number): number {
    return this.#value + (this.#source() - this.#at) * rate;
  }

  /** How far it is ahead of its source. */
  ahead(rate: number): number {
    const source = this.#source();
    return this.#value + (source - this.#at) * rate - source;
  }

  /** Sets the number, as a whole number: sums of them are exact. */
  set(value: number): void {
    this.#at = this.#source();
    this.#value = Math.round(value);
  }

  /** Moves the number that it had when it was last set. It has moved on from there since. */
  moveTo(value: number): void {
    this.#value = value;
  }

  /** Returns to the source. */
  reset(): void {
    this.#at = this.#source();
    this.#value = this.#at;
  }
}

/** Monotonic real time in whole ms. Test runners replace `performance.now` and `process.hrtime`, but not this. */
function uptime(): number {
  return Math.floor(process.uptime() * 1000);
}

/** Where a timer is among others in their order, or belongs. */
function indexOf({ due, number }: Timer, timers: readonly Timer[]): number {
  let [low, high] = [0, timers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = timers[middle] as Timer;
    if (other.due < due || (other.due === due && other.number < number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Runs the work of a timer. Its error ends the process, and does not stop other timers. */
function run(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    void Promise.reject(error);
    return undefined;
  }
}

/** Monotonic real time in ms, to measure durations. */
export function stopwatch(): () => number {
  const start = uptime();
  return () => uptime() - start;
}

/** Formats a time as ISO 8601, as in responses. */
export function isoTime(ms: number): string {
  return new RealDate(ms).toISOString();
}

/** Reads a time in ISO 8601 as ms since 1970; NaN if it is invalid. */
export function parseTime(text: string): number {
  return RealDate.parse(text);
}

/** Formats a time as in HTTP headers (RFC 9110, 5.6.7). */
export function httpTime(ms: number): string {
  return new RealDate(ms).toUTCString();
}
