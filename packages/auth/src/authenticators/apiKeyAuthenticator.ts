import { InvalidArgumentError } from '../errors/InvalidArgumentError.ts';
import type { Authenticator } from './Authenticator.ts';

/**
 * Authenticates as a user, with the personal API key of `mi login` or the dashboard.
 *
 * @param apiKey - The key, `mi_…`.
 * @returns an authenticator that sends `Authorization: Bearer mi_…`.
 * @throws {@link InvalidArgumentError} when the key does not begin with `mi_` or cannot be a header. The key is not in
 * the message.
 *
 * @example
 * ```ts
 * import { apiKeyAuthenticator } from '@mitosislabs/auth';
 *
 * const auth = apiKeyAuthenticator('mi_example');
 * console.log(auth.method); // api-key
 * ```
 */
export function apiKeyAuthenticator(apiKey: string): Authenticator {
  if (typeof apiKey !== 'string' || !/^mi_[!-~]+$/.test(apiKey)) {
    throw new InvalidArgumentError(
      'apiKey',
      'is not a Mitosis API key: it must begin with mi_ and hold no spaces',
      {
        hint: 'Run `mi login`, or copy the key from the dashboard (user menu → Copy API Key).',
      },
    );
  }
  const Authorization = `Bearer ${apiKey}`;
  return { method: 'api-key', authorize: () => ({ Authorization }) };
}
