import { bearerToken } from './jwt/authorizationHeader.ts';
import { signAs, signWith } from './signing/signRequest.ts';

/**
 * Returns the functions that sign as an agent. They are bundled here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadSigning(): Promise<{ signAs: typeof signAs; signWith: typeof signWith }> {
  return { signAs, signWith };
}

/** Returns the function that creates tokens. */
export async function loadBearerToken(): Promise<typeof bearerToken> {
  return bearerToken;
}
