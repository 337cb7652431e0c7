import type { Authenticator } from '@mitosislabs/auth';

/** The agent that an authenticator stands for, if it is one of a keystore's. */
export function agentIdOf(auth: Authenticator | undefined): string | undefined {
  return auth && 'agentId' in auth && typeof auth.agentId === 'string' ? auth.agentId : undefined;
}
