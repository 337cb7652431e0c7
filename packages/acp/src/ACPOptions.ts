import type { Readable, Writable } from 'node:stream';
import type { OptionNames } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';

/** Options of {@link serveACP}. */
export interface ACPOptions {
  /** The connection to the platform: `client.transport`, or a `Transport`. */
  transport: TransportLike;
  /** The office. */
  officeId: string;
  /** The agent's name. */
  agentName: string;
  /** Where the editor writes: lines of JSON. Default: `process.stdin`. */
  input?: Readable | undefined;
  /** Where the editor reads: nothing but lines of JSON is written to it. Default: `process.stdout`. */
  output?: Writable | undefined;
  /** Called with each line of the log; control characters in it are escaped. Default: writes it to standard error. */
  log?: ((line: string) => void) | undefined;
  /** How long an answer may take, in ms. The user can cancel sooner. Default: 3,600,000. */
  timeoutMs?: number | undefined;
  /** Ends all sessions, and the call. */
  signal?: AbortSignal | undefined;
}

/** The names of {@link ACPOptions}. */
export const acpOptions: OptionNames<ACPOptions> = {
  transport: true,
  officeId: true,
  agentName: true,
  input: true,
  output: true,
  log: true,
  timeoutMs: true,
  signal: true,
};
