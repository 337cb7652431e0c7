import type { Brain } from '@mitosislabs/agent';
import type { Seed } from './control/seed/Seed.ts';
import type { Faults } from './core/Faults.ts';
import type { LimitSettings } from './core/LimitSettings.ts';
import type { Dialect } from './core/Settings.ts';

/** Options for an emulator. */
export interface EmulatorOptions {
  /** The office-manager's port. Default: 0, any that is free. */
  port?: number;
  /** The dashboard's port. Default: 0, any that is free. */
  dashboardPort?: number;
  /** The folder for all data. Default: in memory, lost when the emulator closes. */
  data?: string;
  /** The HMAC secret: at least 32 bytes. Default: a random one at each start. */
  jwtSecret?: string;
  /** The credits of a new office. Default: 1,000. */
  initialCredits?: number;
  /** How long an agent is `provisioning` before it is started, in ms. It reports itself when it is ready. Default: 300. */
  readyAfterMs?: number;
  /** Hires in one office within a window of `windowMs` ms; more are refused with 429. Default: 3 in 10 minutes. */
  hireLimit?: Partial<LimitSettings['hireLimit']>;
  /** The prices, in credits. Default: 5 for a hire, 1 for an answered message, 3 for a finished task, 1 for an hour of one core. */
  prices?: Partial<LimitSettings['prices']>;
  /** Which XMTP routes are served; the others respond with 404. Default: `both`. */
  dialect?: Dialect;
  /** Whether `workspace.exec` runs commands, on the office's files and nothing else. Default: true. */
  exec?: boolean;
  /**
   * The brain of all agents: answers messages and works on tasks; `none` if the agents run elsewhere. Default: {@link
   * echoBrain}.
   */
  brain?: Brain | 'none';
  /** The state at the start. In a data folder, it is added to the existing state. Default: no offices. */
  seed?: Seed;
  /** Makes requests fail or slow, to test how a client handles it; see {@link Fault}. Default: none. */
  faults?: Faults;
  /** Whether `Idempotency-Key` is honoured; `false` simulates a server that ignores it. Default: true. */
  idempotencyKeys?: boolean;
  /**
   * Whether the sign-in page accepts a program that sends `port` alone, without `state`, as older clients do. Such a
   * client cannot distinguish its own sign-in from another one. Default: false.
   */
  signInWithoutState?: boolean;
  /**
   * Reads the clock: ms since 1970. It does not affect waits. `control.clock` works on top of it. Default: the real time, also
   * while a test has installed fake timers; to make the emulator follow those, give it `() => Date.now()`.
   */
  now?: () => number;
}
