import { expect, test } from 'vitest';
import * as auth from './index.ts';

test('behavior: exports exactly these names', () => {
  expect(Object.keys(auth).sort()).toMatchInlineSnapshot(`
    [
      "InvalidArgumentError",
      "InvalidTokenError",
      "MitosisError",
      "agentAuthenticator",
      "apiKeyAuthenticator",
      "authorizationHeader",
      "generateJWT",
      "generateKeyPair",
      "jwtAuthenticator",
      "publicKeyFromPrivate",
      "signRequest",
      "signerAuthenticator",
      "verifyJWT",
      "verifySignature",
    ]
  `);
});
