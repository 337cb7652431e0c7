import type { Profile } from '@mitosislabs/keystore';
import { AuthenticationError } from '@mitosislabs/transport/errors';
import { dashboardEndpointFor } from '@mitosislabs/transport/hosts';
import { sameOrigin } from '../client/urls.ts';
import { type Account, checkKey, type Place } from './Account.ts';

/** The facts that decide the profile of a sign-in. */
export interface ProfileQuestion {
  account: Account;
  place: Place;
  /** Every profile of this machine. */
  profiles: readonly Profile[];
  /** Reads the key of one; `undefined` if it cannot be read. */
  loadKey: (name: string) => Promise<string | undefined>;
  signal: AbortSignal;
}

/**
 * Chooses the profile of a sign-in if none was named: the profile with this account, else the current one if it has no
 * account, else a new one. So no key of another account is lost.
 *
 * @returns its name, which may be new.
 */
export async function profileFor(question: ProfileQuestion): Promise<string> {
  const { account, place, profiles, loadKey } = question;
  const current = profiles.find(({ isCurrent }) => isCurrent);
  if (profiles.length === 0) return 'default';
  const here = profiles
    .filter(({ endpoint }) => sameOrigin(endpoint, place.endpoint))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  const known = here.find(({ email }) => email !== undefined && email === account.email);
  if (known) return known.name;
  if (current && current.apiKeyIn === undefined) return current.name;
  for (const { name, email, apiKeyIn } of here) {
    if (apiKeyIn === undefined) return name;
    const apiKey = await loadKey(name);
    if (apiKey === account.apiKey) return name;
    const others = email !== undefined && account.email !== undefined;
    if (apiKey !== undefined && !others && (await isReplaced(apiKey, question))) return name;
  }
  return newName(account, place, profiles);
}

/** Whether a stored key is of the same account as the new one, or no longer valid. Asks the host of that key. */
async function isReplaced(apiKey: string, { account, place, signal }: ProfileQuestion): Promise<boolean> {
  try {
    const { offices } = await checkKey(apiKey, undefined, place, signal);
    const owner = offices[0]?.owner_id;
    return owner !== undefined && owner === account.offices[0]?.owner_id;
  } catch (error) {
    // If the host cannot be asked, the key stays.
    return error instanceof AuthenticationError;
  }
}

/** Returns an unused name: that of the host, or that of the person if the host has a profile already. */
function newName({ email }: Account, { endpoint }: Place, profiles: readonly Profile[]): string {
  const { port } = new URL(endpoint);
  const { hostname } = new URL(dashboardEndpointFor(endpoint));
  const isNewHost = profiles.every((profile) => !sameOrigin(profile.endpoint, endpoint));
  const wanted = isNewHost ? `${hostname}${port && `-${port}`}` : (email?.split('@')[0] ?? 'account');
  const base =
    wanted
      .slice(0, 100)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
      .slice(0, 50) || 'account';
  const taken = new Set(['default', ...profiles.map(({ name }) => name)]);
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  return name;
}
