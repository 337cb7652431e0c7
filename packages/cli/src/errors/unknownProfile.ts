import { closest } from '@mitosislabs/auth/errors';
import type { Profile } from '@mitosislabs/keystore';
import { CliError } from './CliError.ts';
import { ExitCode } from './exitCodes.ts';

/** Returns the error for an unknown profile, with the name that was probably meant. */
export function unknownProfile(name: string, profiles: readonly Profile[]): CliError {
  const meant = closest(
    name,
    profiles.map((profile) => profile.name),
  );
  // An invalid name is not suggested as part of a command.
  const canBe = isProfileName(name);
  const others = profiles.length === 0 ? '' : '`mi auth list` lists them. ';
  return new CliError(`there is no profile ${name}`, {
    code: 'profile_unknown',
    exitCode: ExitCode.notFound,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}${others}To sign in to a new one: mi login --profile ${canBe ? name : '<name>'}`,
  });
}

/** Whether this is a valid profile name. */
export function isProfileName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,62}$/.test(name);
}
