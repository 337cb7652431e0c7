import type { Context } from '../Context.ts';
import { unknownProfile } from '../errors/unknownProfile.ts';
import { keystoreOf, namedProfile } from './keystoreOf.ts';

/**
 * Refuses a profile that is named and not there. `default` is meant before anybody has signed in, too.
 *
 * @throws {@link CliError} `profile_unknown`, with the closest name.
 */
export async function assertProfile(context: Pick<Context, 'env'>, flag: string | undefined): Promise<void> {
  const named = namedProfile(context, flag);
  if (named === undefined || named === 'default') return;
  const profiles = await keystoreOf(context, flag).listProfiles();
  if (!profiles.some(({ name }) => name === named)) throw unknownProfile(named, profiles);
}
