import type { Profile } from '@mitosislabs/keystore';
import type { Context } from '../Context.ts';
import { keystoreOf, namedProfile } from '../client/keystoreOf.ts';
import { moveConfig } from '../client/moveConfig.ts';
import type { Account } from './Account.ts';
import type { Place } from './checkKey.ts';
import { profileFor } from './profileFor.ts';

/** Where an account was put. */
export interface Kept {
  profile: string;
  /** Whether commands act as it from now on, where nothing else is named. */
  isCurrent: boolean;
  /** Who was signed in there before, where that is somebody else. */
  replaced: { email: string | undefined; endpoint: string } | undefined;
  /** The profile that was current before, where it is another one and somebody is signed in there. */
  before: Profile | undefined;
}

/**
 * Stores an account in a profile. Where none was named it is one that loses nobody's key, and it is the current one then.
 *
 * @param named - The profile of `--profile`.
 */
export async function keepAccount(
  account: Account,
  place: Place,
  named: string | undefined,
  context: Context,
): Promise<Kept> {
  const profiles = await keystoreOf(context).listProfiles();
  const load = (name: string) => keystoreOf(context, name).loadConfig();
  const asked = namedProfile(context, named);
  const { signal } = context;
  const profile = asked ?? (await profileFor({ account, place, profiles, load, signal }));
  const keystore = keystoreOf(context, profile);
  const previous = await keystore.loadConfig();
  const { apiKey, email, offices } = account;
  const { defaultOffice, ...config } = moveConfig(previous, place.endpoint, place.dashboardEndpoint);
  const kept = offices.some(({ id }) => id === defaultOffice) ? defaultOffice : undefined;
  await keystore.saveConfig({ ...config, apiKey, email, defaultOffice: kept });
  const current = profiles.find(({ isCurrent }) => isCurrent);
  // With a name it stays as it is, unless commands would find nobody.
  const isCurrent = asked === undefined || current?.apiKeyIn === undefined || current.name === profile;
  if (isCurrent) await keystore.switchProfile(profile);
  const isOther = previous?.apiKey !== undefined && previous.apiKey !== apiKey && previous.email !== email;
  return {
    profile,
    isCurrent,
    replaced: isOther ? { email: previous.email, endpoint: previous.endpoint } : undefined,
    before: current?.apiKeyIn !== undefined && current.name !== profile ? current : undefined,
  };
}
