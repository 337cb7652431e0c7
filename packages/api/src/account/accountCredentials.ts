import { MitosisError } from '@mitosislabs/auth/errors';
import type { ClientConfig } from '@mitosislabs/transport';
import type { ResolvedAccount, StoredProfile } from './resolveAccount.ts';

/**
 * Returns the options with which a client signs in as an account: its API key, else the JWT secret.
 *
 * @param account - An account, as `resolveAccount` returns it.
 * @returns `undefined` if nothing is signed in.
 * @throws {@link MitosisError} `key_for_another_host` if the only key was stored for another host.
 *
 * @example
 * ```ts
 * import { accountCredentials, resolveAccount } from '@mitosislabs/api/account';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const account = await resolveAccount({ env: process.env, loadProfile: async () => undefined });
 * const transport = new Transport({ endpoint: account.endpoint, ...accountCredentials(account) });
 * ```
 */
export function accountCredentials<Profile extends StoredProfile>(
  account: ResolvedAccount<Profile>,
): Pick<ClientConfig, 'apiKey' | 'jwt'> | undefined {
  const { endpoint, apiKey, jwtSecret, withheldFrom } = account;
  if (apiKey) return { apiKey: apiKey.value };
  if (jwtSecret !== undefined) return { jwt: { jwtSecret } };
  if (withheldFrom === undefined) return undefined;
  throw new MitosisError(`The stored key was issued for ${withheldFrom}, and is not sent to ${endpoint}.`, {
    code: 'key_for_another_host',
    hint: 'Unset MITOSIS_ENDPOINT and MITOSIS_DASHBOARD_ENDPOINT, or set MITOSIS_API_KEY to a key for that host.',
  });
}
