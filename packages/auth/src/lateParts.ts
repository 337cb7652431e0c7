import { bearerToken } from './jwt/authorizationHeader.ts';
import { signAs } from './signing/signRequest.ts';
import { signWith } from './signing/signWith.ts';

/**
 * Returns the function that signs as an agent. It is bundled here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadSignAs(): Promise<typeof signAs> {
  return signAs;
}

/** Returns the function that has another signer sign. */
export async function loadSignWith(): Promise<typeof signWith> {
  return signWith;
}

/** Returns the function that creates tokens. */
export async function loadBearerToken(): Promise<typeof bearerToken> {
  return bearerToken;
}
