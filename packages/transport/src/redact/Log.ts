import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { Call } from '../call/Call.ts';
import type { Logger, LogLevel } from '../options/Logger.ts';
import { redact, secretsIn } from './redact.ts';
import { redactCause } from './redactCause.ts';

const LEVELS = ['debug', 'info', 'warn', 'error', 'off'] as const satisfies readonly LogLevel[];

/** The parts of a call that a log entry names. */
export type LoggedCall = Pick<Call, 'method' | 'url' | 'operation' | 'credentials'> & {
  readonly attempt: { readonly number: number };
};

/**
 * Creates the log of one transport.
 *
 * @returns `undefined` without a logger.
 * @throws {@link InvalidArgumentError} for an unknown level.
 */
export function createLog(logger: Logger | undefined, level: LogLevel = 'warn'): Log | undefined {
  const lowest = LEVELS.indexOf(level);
  if (lowest < 0) throw new InvalidArgumentError('logLevel', `must be one of ${LEVELS.join(', ')}`);
  return logger && new Log(logger, lowest);
}

/** Writes to the user's logger, without credentials. A logger that throws does not disturb the request. */
export class Log {
  readonly #logger: Logger;
  readonly #lowest: number;

  /** @param lowest - The index of the lowest level that is written. */
  constructor(logger: Logger, lowest: number) {
    this.#logger = logger;
    this.#lowest = lowest;
  }

  /**
   * Writes one entry about a call.
   *
   * @param more - Creates further fields. Called only if the entry is written.
   */
  write(
    level: Exclude<LogLevel, 'off'>,
    message: string,
    { method, url, operation, credentials, attempt }: LoggedCall,
    more: () => Record<string, unknown> = () => ({}),
  ): void {
    if (LEVELS.indexOf(level) < this.#lowest) return;
    try {
      const secrets = secretsIn(credentials);
      // No query: it may hold anything.
      const place = { method, url: url.origin + url.pathname, operation, attempt: attempt.number };
      const clean = Object.entries({ ...place, ...more() }).map(([name, value]) => [
        name,
        typeof value === 'string' ? redact(value, secrets) : redactCause(value, secrets),
      ]);
      const written: unknown = this.#logger[level](message, Object.fromEntries(clean));
      Promise.resolve(written).catch(() => undefined);
    } catch {
      // A logger that fails must not fail the request.
    }
  }
}
