import { authorizationHeader } from './jwt/authorizationHeader.ts';
import { signRequest } from './signing/signRequest.ts';

/**
 * Returns the function that signs as an agent. It is bundled here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadSignRequest(): Promise<typeof signRequest> {
  return signRequest;
}

/** Returns the function that creates tokens. */
export async function loadAuthorizationHeader(): Promise<typeof authorizationHeader> {
  return authorizationHeader;
}
