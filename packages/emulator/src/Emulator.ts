import type { EmulatorUser } from './control/accounts.ts';
import type { Control } from './control/Control.ts';
import type { Seeded } from './control/seed/Seed.ts';

/**
 * A running emulator.
 *
 * @example
 * ```ts
 * import { type Emulator, startEmulator } from '@mitosislabs/emulator';
 *
 * const emulator: Emulator = await startEmulator();
 * console.log(emulator.endpoint, emulator.dashboardEndpoint);
 * await emulator.close();
 * ```
 */
export interface Emulator {
  /** The office-manager: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** The dashboard: `http://127.0.0.1:PORT`. */
  readonly dashboardEndpoint: string;
  /** An API key of {@link Emulator.user}. */
  readonly apiKey: string;
  /** The first user. */
  readonly user: Readonly<Pick<EmulatorUser, 'id' | 'email'>>;
  /** The ids and keys that the option `seed` created, at the start or at the last reset. */
  readonly seeded: Seeded;
  /** The office-manager's HMAC secret, with which first-party services sign in. */
  readonly jwtSecret: string;
  /** Controls the emulator: clock, faults, request log, state, limits. */
  readonly control: Control;
  /**
   * The secret of this run that opens the control plane over HTTP, for `connectControl`, and the dashboard:
   * `${dashboardEndpoint}/#token=${controlToken}`.
   */
  readonly controlToken: string;
  /**
   * Creates a user, or finds the one with that address, and issues another API key to it.
   *
   * @param email - The email address.
   * @throws {@link InvalidArgumentError} when it is not an email address.
   */
  createUser(email: string): EmulatorUser;
  /**
   * Returns the private key of an agent that was hired without a key of its own.
   *
   * @param officeId - The office.
   * @param name - The agent.
   * @returns 32 bytes.
   * @throws {@link MitosisError} when there is no such agent, or it brought its own key.
   */
  agentKey(officeId: string, name: string): Uint8Array;
  /** Stops the emulator: ends all connections and streams at once. Later calls do nothing. */
  close(): Promise<void>;
  /** The same as {@link Emulator.close}, for `await using`, where the runtime has it. */
  [Symbol.asyncDispose](): Promise<void>;
}

declare global {
  // For compilers whose library does not know `await using`: the same declaration as in `lib.esnext.disposable.d.ts`.
  interface SymbolConstructor {
    /** The key of the method that releases an object at the end of an `await using` block. */
    readonly asyncDispose: unique symbol;
  }
}
