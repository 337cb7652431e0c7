import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { Attempt } from '../core/Attempt.ts';
import type { Call } from '../core/Call.ts';
import type { Logger, LogLevel } from './Logger.ts';
import { redact } from './redact.ts';
import { redactCause } from './redactCause.ts';

const LEVELS = ['debug', 'info', 'warn', 'error', 'off'] as const satisfies readonly LogLevel[];

/** Tells the user's logger what it asked for, without credentials. A logger that throws disturbs no request. */
export class Log {
  readonly #logger: Logger | undefined;
  readonly #least: number;

  constructor(logger: Logger | undefined, level: LogLevel = 'warn') {
    this.#logger = logger;
    this.#least = LEVELS.indexOf(level);
    if (this.#least < 0) throw new InvalidArgumentError('logLevel', `must be one of ${LEVELS.join(', ')}`);
  }

  /** Tells something of a call. Makes the fields only when somebody wants them. */
  tell(
    level: Exclude<LogLevel, 'off'>,
    message: string,
    call: Pick<Call, 'operation'> & { attempt: Pick<Attempt, 'method' | 'url' | 'number' | 'secrets'> },
    more: () => Record<string, unknown> = () => ({}),
  ): void {
    if (!this.#logger || LEVELS.indexOf(level) < this.#least) return;
    const { attempt, operation } = call;
    const { method, url, number, secrets } = attempt;
    try {
      // No query: it may hold anything.
      const fields = { method, url: url.origin + url.pathname, operation, attempt: number, ...more() };
      const clean = Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? redact(value, secrets) : redactCause(value, secrets),
      ]);
      const told: unknown = this.#logger[level](message, Object.fromEntries(clean));
      Promise.resolve(told).catch(() => undefined);
    } catch {
      // What went wrong with telling about a request is no reason for it to fail.
    }
  }
}
