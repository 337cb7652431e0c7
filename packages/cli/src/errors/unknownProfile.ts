import type { Profile } from '@mitosislabs/keystore';
import { closest } from '../closest.ts';
import { CliError } from './CliError.ts';
import { ExitCode } from './exitCodes.ts';

/** The error for a profile that was named and is not there, with what was probably meant. */
export function unknownProfile(name: string, profiles: readonly Profile[]): CliError {
  const meant = closest(
    name,
    profiles.map((profile) => profile.name),
  );
  // One that no profile can have is not proposed, least of all as a part of a command.
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
