import type { Context } from '../Context.ts';
import { unknownProfile } from '../errors/unknownProfile.ts';
import { keystoreOf, namedProfile } from './keystoreOf.ts';

/**
 * Refuses a profile that is named and not there. `default` is meant before anybody has signed in, too.
 *
 * @throws {@link CliError} `profile_unknown`, with the closest name.
 * @throws {@link KeystoreError} `config_invalid` for a broken profile.
 */
export async function assertProfile(context: Pick<Context, 'env'>, flag: string | undefined): Promise<void> {
  const named = namedProfile(context, flag);
  if (named === undefined || named === 'default') return;
  const keystore = keystoreOf(context, flag);
  const profiles = await keystore.listProfiles();
  if (profiles.some(({ name }) => name === named)) return;
  // Throws for a broken profile.
  await keystore.loadConfig();
  throw unknownProfile(named, profiles);
}
