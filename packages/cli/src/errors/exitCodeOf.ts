import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InsufficientCreditsError,
  NotFoundError,
  OS1Error,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from '@mitosislabs/transport/errors';
import { CliError } from './CliError.ts';
import { ExitCode } from './exitCodes.ts';
import { mayBeDone } from './hints.ts';

const CODES = [
  [AuthenticationError, ExitCode.notSignedIn],
  [PermissionDeniedError, ExitCode.forbidden],
  [NotFoundError, ExitCode.notFound],
  [ConflictError, ExitCode.conflict],
  [InsufficientCreditsError, ExitCode.noCredits],
  [RateLimitError, ExitCode.rateLimited],
  [ConnectionError, ExitCode.unreachable],
  [TimeoutError, ExitCode.unreachable],
  [ServerError, ExitCode.unreachable],
  [InvalidArgumentError, ExitCode.usage],
] as const;

/** The statuses of requests that are not valid. */
const INVALID = new Set([400, 413, 422]);

/** Exit codes by error code. */
const BY_CODE: ReadonlyMap<string, number> = new Map([
  ['emulator_unreachable', ExitCode.unreachable],
  ['not_found', ExitCode.notFound],
  ['unauthorized', ExitCode.notSignedIn],
  ['key_exists', ExitCode.conflict],
  ['key_for_another_host', ExitCode.notSignedIn],
  ['no_agent_key', ExitCode.notFound],
  ['profile_unknown', ExitCode.notFound],
]);

/** Returns the exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  // Checked before the class: a script that retries unreachable servers must not retry this.
  if (mayBeDone(error)) return ExitCode.unknownOutcome;
  if (error instanceof OS1Error && INVALID.has(error.status)) return ExitCode.conflict;
  const byCode = error instanceof MitosisError ? BY_CODE.get(error.code) : undefined;
  return byCode ?? CODES.find(([Class]) => error instanceof Class)?.[1] ?? ExitCode.failure;
}
