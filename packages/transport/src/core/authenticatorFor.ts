import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator, apiKeyAuthenticator, jwtAuthenticator } from '@mitosislabs/auth/authenticators';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { ClientConfig } from '../options/ClientConfig.ts';

/** The authenticator that a config asks for; none when it names no credentials. */
export function authenticatorFor(config: ClientConfig): Authenticator | undefined {
  const named = (['apiKey', 'agent', 'jwt', 'auth'] as const).filter((name) => config[name] !== undefined);
  if (named.length > 1) {
    throw new InvalidArgumentError('config', `must name one way to sign in, got ${named.join(' and ')}`);
  }
  if (config.apiKey !== undefined) return apiKeyAuthenticator(config.apiKey);
  if (config.agent !== undefined) return agentAuthenticator(config.agent);
  if (config.jwt !== undefined) return jwtAuthenticator(config.jwt);
  return config.auth;
}
