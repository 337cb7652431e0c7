import type { Brain } from '@mitosislabs/agent';
import type { Faults } from './core/Faults.ts';
import type { Dialect } from './core/Settings.ts';

/** How an emulator is to be. */
export interface EmulatorOptions {
  /** The office-manager's port. Default: 0, any that is free. */
  port?: number;
  /** The dashboard's port. Default: 0, any that is free. */
  dashboardPort?: number;
  /** A folder to keep everything in. Default: in memory, gone when the emulator closes. */
  data?: string;
  /** The HMAC secret: at least 32 bytes. Default: a random one at each start. */
  jwtSecret?: string;
  /** What a new office has. Default: 1,000. */
  initialCredits?: number;
  /** How long an agent is `provisioning` before it is started, in ms. It says itself when it is ready. Default: 300. */
  readyAfterMs?: number;
  /** Which XMTP routes are served; the others answer 404. Default: `both`. */
  dialect?: Dialect;
  /** Whether `workspace.exec` runs commands, on the office's files and nothing else. Default: true. */
  exec?: boolean;
  /** What agents answer and work with; `none` when they are run from elsewhere. Default: {@link echoBrain}. */
  brain?: Brain | 'none';
  /** Makes requests fail or late, to try what a client does then; see {@link Fault}. Default: none does. */
  faults?: Faults;
  /** Whether `Idempotency-Key` is honoured; `false` simulates a server that ignores it. Default: true. */
  idempotencyKeys?: boolean;
  /**
   * Whether the sign-in page accepts a program that sends `port` alone, without `state`, as older clients do. Such a
   * client cannot tell its own sign-in from another one. Default: false.
   */
  signInWithoutState?: boolean;
  /**
   * Reads the clock: ms since 1970. Waits are always real. Default: the real time, also while a test has installed fake
   * timers; to make the emulator follow those, give it `() => Date.now()`.
   */
  now?: () => number;
}
