import { InvalidArgumentError } from '@mitosislabs/auth/errors';

const PROFILE = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Whether a text can be a profile's name. */
export function isProfileName(name: unknown): name is string {
  return typeof name === 'string' && PROFILE.test(name);
}

/** Refuses a text that cannot be the name of a profile. */
export function assertProfileName(name: unknown): asserts name is string {
  if (isProfileName(name)) return;
  throw new InvalidArgumentError(
    'profile',
    'must be 1 to 63 of a-z, 0-9, ., _ and -, beginning with a letter or digit',
  );
}
