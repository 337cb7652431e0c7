import type { LimitChanges, LimitSettings } from '../core/LimitSettings.ts';
import type { ClockControl } from './ClockControl.ts';
import type { FaultControl } from './FaultControl.ts';
import type { RequestLog } from './RequestLog.ts';
import type { Seed, Seeded } from './seed/Seed.ts';

/** The addresses and the credentials of a running emulator. */
export interface EmulatorInfo {
  /** The office-manager: `http://127.0.0.1:PORT`. */
  endpoint: string;
  /** The dashboard: `http://127.0.0.1:PORT`. */
  dashboardEndpoint: string;
  /** An API key of the first user. */
  apiKey: string;
  /** The first user. */
  user: {
    /** Its id. */
    id: string;
    /** Its email address. */
    email: string;
  };
  /** The office-manager's HMAC secret, with which first-party services sign in. */
  jwtSecret: string;
}

/**
 * Controls a running emulator. It is the same in process (`emulator.control`) and over HTTP (`connectControl`), so all
 * its methods return promises. They reject with a `MitosisError` of the same `code` in both.
 */
export interface Control {
  /** The emulator's time. */
  readonly clock: ClockControl;
  /** Rules that make requests fail. */
  readonly faults: FaultControl;
  /** The requests that clients made. The emulator's own agents are not in it. */
  readonly log: RequestLog;
  /** Reads the addresses of the emulator, and the credentials of its first user. */
  info(): Promise<EmulatorInfo>;
  /** Creates a user, or finds the one with that email address, and issues another API key to it. */
  createUser(email: string): Promise<{ id: string; email: string; apiKey: string }>;
  /** Revokes an API key: requests with it get 401. Returns whether there was one. */
  revokeKey(apiKey: string): Promise<boolean>;
  /** Returns the private key, 32 bytes, of an agent that was hired without a key of its own. */
  agentKey(officeId: string, name: string): Promise<Uint8Array>;
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
  /** Replaces the whole state by an exported one. */
  import(exported: Uint8Array): Promise<void>;
  /** Returns to the state after the start: the first user and its key, no offices, no rules, the real time, an empty log. */
  reset(): Promise<void>;
  /** Adds credits to an office, or takes some if `amount` is negative. Returns the new balance. */
  addCredits(officeId: string, amount: number, reason?: string): Promise<number>;
  /** The limits and prices in effect. */
  limits(): Promise<LimitSettings>;
  /** Changes limits and prices. Limits and prices that are not named stay. */
  setLimits(changes: LimitChanges): Promise<LimitSettings>;
}
