import type { IncomingMessage } from 'node:http';
import type { Platform } from '../../platform/Platform.ts';

/**
 * Whether a request names a caller: a user by its id or email address, or an agent by its name. It is not authenticated: a fault
 * also applies to a request that would be refused.
 */
export function isCalledBy(platform: Platform, { headers }: IncomingMessage, caller: string): boolean {
  const token = /^Bearer ([!-~]+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return headers['x-agent-id'] === caller;
  if (!token.startsWith('mi_')) return userOfToken(token) === caller;
  const id = platform.users.idOfKey(token);
  return id !== undefined && (id === caller || platform.users.byId(id)?.email === caller.toLowerCase());
}

/** The user that a first-party token names. */
function userOfToken(token: string): unknown {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    return Reflect.get(Object(JSON.parse(claims)), 'userId');
  } catch {
    return undefined;
  }
}
