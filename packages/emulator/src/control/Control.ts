import type { ClockControl } from './ClockControl.ts';
import type { FaultControl } from './FaultControl.ts';
import type { LimitSettings } from './LimitSettings.ts';
import type { RequestLog } from './RequestLog.ts';
import type { Seed, Seeded } from './Seed.ts';

/**
 * Controls a running emulator. It is the same in process (`emulator.control`) and over HTTP (`connectControl`), so all
 * its methods return promises.
 */
export interface Control {
  /** The emulator's time. */
  readonly clock: ClockControl;
  /** Rules that make requests fail. */
  readonly faults: FaultControl;
  /** The requests that clients made. The emulator's own agents are not in it. */
  readonly log: RequestLog;
  /** Creates users, keys, offices, agents, tasks, files and messages. */
  seed(seed: Seed): Promise<Seeded>;
  /** Keeps the state in memory, to {@link Control.restore} it. Returns its name. */
  snapshot(name?: string): Promise<string>;
  /** Returns to a snapshot. It can be restored any number of times. */
  restore(snapshot: string): Promise<void>;
  /** Lists the names of snapshots, oldest first. */
  snapshots(): Promise<string[]>;
  /** Forgets a snapshot. */
  forget(snapshot: string): Promise<void>;
  /** Exports everything as one file, to {@link Control.import} it, also elsewhere. */
  export(): Promise<Uint8Array>;
  /** Replaces everything by what was exported. */
  import(exported: Uint8Array): Promise<void>;
  /** Returns to the state after the start: the first user and its key, no offices, no rules, the real time, an empty log. */
  reset(): Promise<void>;
  /** Adds credits to an office, or takes some. Returns the new balance. */
  addCredits(officeId: string, amount: number, reason?: string): Promise<number>;
  /** The limits and prices in effect. */
  limits(): Promise<LimitSettings>;
  /** Changes limits and prices. Those that are not named stay. */
  setLimits(changes: Partial<LimitSettings>): Promise<LimitSettings>;
}
