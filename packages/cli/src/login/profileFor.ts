import type { Profile } from '@mitosislabs/keystore';
import { AuthenticationError } from '@mitosislabs/transport/errors';
import { dashboardEndpointFor } from '@mitosislabs/transport/hosts';
import { sameOrigin } from '../client/urls.ts';
import { type Account, checkKey, type Place } from './Account.ts';

/** What is asked to find the profile that a sign-in goes to. */
export interface ProfileQuestion {
  account: Account;
  place: Place;
  /** Every profile of this machine. */
  profiles: readonly Profile[];
  /** Reads the key of one; `undefined` when it cannot be had. */
  loadKey: (name: string) => Promise<string | undefined>;
  signal: AbortSignal;
}

/**
 * The profile that a sign-in goes to when none was named: the one that has this account already, else the current one if
 * nobody is signed in there, else a new one. So no other account's key is lost.
 *
 * @returns its name, which may be that of none yet.
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

/** Whether a stored key is of the same account as the new one, or of no use any more; asks the host that it belongs to. */
async function isReplaced(apiKey: string, { account, place, signal }: ProfileQuestion): Promise<boolean> {
  try {
    const { offices } = await checkKey(apiKey, undefined, place, signal);
    const owner = offices[0]?.owner_id;
    return owner !== undefined && owner === account.offices[0]?.owner_id;
  } catch (error) {
    // Where it cannot be asked, it stays.
    return error instanceof AuthenticationError;
  }
}

/** A name that is free: the host's, or the person's where the host has one already. */
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
