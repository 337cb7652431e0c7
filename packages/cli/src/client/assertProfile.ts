import type { Context } from '../Context.ts';
import { unknownProfile } from '../errors/unknownProfile.ts';
import { keystoreOf, namedProfile } from './connect.ts';

/**
 * Refuses a named profile that does not exist. `default` is accepted before the first sign-in.
 *
 * @throws {@link CliError} `profile_unknown`, with the closest name.
 * @throws {@link KeystoreError} `config_invalid` for a broken profile.
 */
export async function assertProfile(
  context: Pick<Context, 'env' | 'stderr'>,
  flag: string | undefined,
): Promise<void> {
  const named = namedProfile(context, flag);
  if (named === undefined || named === 'default') return;
  const keystore = keystoreOf(context, flag);
  const profiles = await keystore.listProfiles();
  if (profiles.some(({ name }) => name === named)) return;
  // Throws for a broken profile.
  await keystore.loadConfig();
  throw unknownProfile(named, profiles);
}
