/** The state of the emulator's clock. */
export interface ClockState {
  /** The time, in ms since 1970. */
  now: number;
  /** How fast it runs: 1 as real time, 0 frozen. */
  rate: number;
  /** The difference to real time, in ms. */
  offsetMs: number;
}

/**
 * The emulator's time. All that the emulator does by time follows: an agent becomes ready, rate windows and kept responses
 * expire, heartbeats and charges fall due, event streams send comments. Work that falls due by a jump is done, in
 * order, before the call resolves.
 */
export interface ClockControl {
  /** Reads the clock. */
  get(): Promise<ClockState>;
  /** Sets the time. It may go back. */
  set(time: number | string | Date): Promise<ClockState>;
  /** Advances the time by `ms`, and runs what falls due on the way, in order. */
  advance(ms: number): Promise<ClockState>;
  /** Stops the clock. */
  freeze(): Promise<ClockState>;
  /** Runs the clock at `rate` times real time. Default: 1. */
  run(rate?: number): Promise<ClockState>;
  /** Returns to real time. */
  reset(): Promise<ClockState>;
}
