import { type Office, OfficesAPI } from '@mitosislabs/api/offices';
import { Transport } from '@mitosislabs/transport';
import { miHeaders } from '../version.ts';

/** The platform to sign in to. */
export interface Place {
  endpoint: string;
  dashboardEndpoint: string;
}

/** An account with a key that the platform accepts. */
export interface Account {
  apiKey: string;
  /** The e-mail address of its owner, if the dashboard gave one. */
  email: string | undefined;
  /** The offices of its owner. */
  offices: readonly Office[];
}

/**
 * Checks a key against the API, before it is stored or shown.
 *
 * @throws {@link AuthenticationError} when the platform does not accept it.
 */
export async function checkKey(
  apiKey: string,
  email: string | undefined,
  place: Place,
  signal: AbortSignal,
): Promise<Account> {
  const offices = await new OfficesAPI(new Transport({ ...place, apiKey, headers: miHeaders })).list({
    signal,
  });
  return { apiKey, email, offices };
}

/** Returns a short name of an account: its e-mail address, or the owner's id from the platform. */
export function accountName({ email, offices }: Pick<Account, 'email' | 'offices'>): string {
  return email ?? offices[0]?.owner_id ?? 'an account without offices';
}

/** The shortest key of which more than the prefix may be shown. */
const LONG_ENOUGH = 24;

/** Returns the beginning of a key, which is enough to tell keys apart: `mi_a1b2…`. */
export function shortKey(apiKey: string): string {
  return `${apiKey.slice(0, apiKey.length < LONG_ENOUGH ? 3 : 7)}…`;
}
