import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InsufficientCreditsError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  TimeoutError,
} from '@mitosislabs/transport/errors';
import { CliError } from './CliError.ts';
import { ExitCode } from './exitCodes.ts';

const CODES = [
  [AuthenticationError, ExitCode.notSignedIn],
  [PermissionDeniedError, ExitCode.forbidden],
  [NotFoundError, ExitCode.notFound],
  [ConflictError, ExitCode.conflict],
  [InsufficientCreditsError, ExitCode.noCredits],
  [RateLimitError, ExitCode.rateLimited],
  [ConnectionError, ExitCode.unreachable],
  [TimeoutError, ExitCode.unreachable],
  [InvalidArgumentError, ExitCode.usage],
] as const;

/** The code that `mi` exits with after `error`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof MitosisError && error.code === 'key_exists') return ExitCode.conflict;
  if (error instanceof MitosisError && error.code === 'profile_unknown') return ExitCode.notFound;
  return CODES.find(([Class]) => error instanceof Class)?.[1] ?? ExitCode.failure;
}
