/** The state of the emulator's clock. */
export interface ClockState {
  /** The time, in ms since 1970. */
  now: number;
  /** How fast it runs: 1 as real time, 0 frozen. */
  rate: number;
  /** How far it is ahead of real time, or of the option `now`, in ms; negative if it is behind. */
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
  /**
   * Sets the time: ms since 1970, a `Date`, or text such as `2030-01-31T08:00:00Z`. Forward it runs what falls due on the way. Back, all
   * waits stay as long as they were.
   */
  set(time: number | string | Date): Promise<ClockState>;
  /**
   * Advances the time by `ms`, and runs what falls due on the way, in order. It waits until agents that start on the way are ready: at
   * most 10 s of real time for each.
   */
  advance(ms: number): Promise<ClockState>;
  /** Stops the clock. Nothing falls due until it is advanced, set or run. */
  freeze(): Promise<ClockState>;
  /** Runs the clock at `rate` times real time, from 0 to 1,000,000. Default: 1. It stays as far off as it is. */
  run(rate?: number): Promise<ClockState>;
  /** Returns to real time, or to the time of the option `now`. Runs nothing for the difference. */
  reset(): Promise<ClockState>;
}
