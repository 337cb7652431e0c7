import { OfficesAPI } from '@mitosislabs/api/offices';
import { Transport } from '@mitosislabs/transport';
import { miHeaders } from '../client/miHeaders.ts';
import type { Account } from './Account.ts';

/** Where somebody signs in. */
export interface Place {
  endpoint: string;
  dashboardEndpoint: string;
}

/**
 * Checks a key against the API, before it is stored or shown as somebody's.
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
