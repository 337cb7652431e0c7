import { authorizationHeader } from './authorizationHeader.ts';
import { signRequest } from './signRequest.ts';

/**
 * Gives the function that signs as an agent. It is a part of the bundle here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadSignRequest(): Promise<typeof signRequest> {
  return signRequest;
}

/** Gives the function that makes tokens. */
export async function loadAuthorizationHeader(): Promise<typeof authorizationHeader> {
  return authorizationHeader;
}
