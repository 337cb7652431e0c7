import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator, apiKeyAuthenticator, jwtAuthenticator } from '@mitosislabs/auth/authenticators';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { ClientConfig } from '../options/ClientConfig.ts';
import type { TransportRequest } from '../options/TransportLike.ts';

/** The identities of one client. */
export interface Identities {
  /** Signs calls. */
  readonly auth: Authenticator | undefined;
  /** Signs calls with `asAgent: true`. */
  readonly agent: Authenticator | undefined;
}

/** Creates the authenticators that a config asks for. */
export function authenticatorsFor(config: ClientConfig): Identities {
  const { apiKey, jwt, agent, auth } = config;
  const named = (['apiKey', 'jwt', 'agent', 'auth'] as const).filter((name) => config[name] !== undefined);
  if (named.length > 2 || (named.length === 2 && (agent === undefined || auth !== undefined))) {
    throw new InvalidArgumentError('config', `must name one way to sign in, got ${named.join(' and ')}`, {
      hint: 'Only an `agent` may be named beside `apiKey` or `jwt`: it signs the calls with `asAgent: true`.',
    });
  }
  const signer = agent === undefined ? undefined : agentAuthenticator(agent);
  if (apiKey !== undefined) return { auth: apiKeyAuthenticator(apiKey), agent: signer };
  if (jwt !== undefined) return { auth: jwtAuthenticator(jwt), agent: signer };
  if (signer) return { auth: signer, agent: signer };
  return { auth, agent: auth?.method === 'agent' ? auth : undefined };
}

/** Returns the authenticator of one call. It never falls back to another identity than the one that was asked for. */
export function authenticatorOf(
  { auth, agent }: Identities,
  { asAgent = false, credentials }: Pick<TransportRequest, 'asAgent' | 'credentials'>,
): Authenticator | undefined {
  if (credentials !== undefined) {
    if (credentials !== 'omit') throw new InvalidArgumentError('credentials', "must be 'omit', or left out");
    if (asAgent === false) return undefined;
    throw new InvalidArgumentError('asAgent', "must not be given with credentials: 'omit'");
  }
  if (asAgent === false) return auth;
  if (asAgent !== true) return agentAuthenticator(asAgent);
  if (agent) return agent;
  throw new InvalidArgumentError('asAgent', 'is true, but this client has no agent', {
    hint: 'Set `agent` of the client, or name the agent here: `asAgent: { agentId, signingKey }`.',
  });
}
