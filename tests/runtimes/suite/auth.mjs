// Keys, signatures, tokens.
import {
  generateJWT,
  generateKeyPair,
  InvalidTokenError,
  publicKeyFromPrivate,
  signRequest,
  verifyJWT,
  verifySignature,
} from '@mitosislabs/auth';
import { assert, bytesOf, describe, equal, thrownBy } from './checks.mjs';

const SECRET = '0123456789abcdef0123456789abcdef';

/** Cases by name. */
export const authCases = {
  async 'keys: a new pair each time, and the public one follows from the private one'() {
    const [one, other] = [generateKeyPair(), generateKeyPair()];
    assert(/^04[0-9a-f]{128}$/.test(one.publicKey), one.publicKey);
    equal(one.privateKey.length, 32);
    equal(publicKeyFromPrivate(one.privateKey), one.publicKey);
    assert(one.publicKey !== other.publicKey, 'two pairs are the same');
  },

  async 'keys: signatures are those of RFC 6979, and verify'() {
    // Computed with another implementation, in another language.
    const signingKey = bytesOf('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
    const publicKey =
      '042c8c31fc9f990c6b55e3865a184a4ce50e09481f2eaeb3e60ec1cea13a6ae645' +
      '64b95e4fdb6948c0386e189b006a29f686769b011704275e4459822dc3328085';
    const signature =
      'c1b7767f71859a05f61d2e01e5adaec699b2925f47bf86d1d02257462f5bd003' +
      '37e911b8420455f701a3daffe4658349c56c91e1e26c65aed348f637a5e1307a';
    const path = '/api/v1/offices/o%201/files/a%25b.txt?limit=5';
    equal(publicKeyFromPrivate(signingKey), publicKey);
    equal(signRequest({ agentId: 'aria', signingKey }, 'post', path, 1_700_000_000), {
      'X-Agent-Id': 'aria',
      'X-Timestamp': '1700000000',
      'X-Signature': signature,
    });
    const request = { method: 'POST', path, timestamp: 1_700_000_000, signature };
    equal(verifySignature(publicKey, request), true);
    equal(verifySignature(publicKey, { ...request, path: `${path}0` }), false);
    equal(verifySignature(generateKeyPair().publicKey, request), false);
  },

  async 'tokens: as another implementation mints them, and no others verify'() {
    const claims = { botId: 'dashboard', userId: 'ü-1', iat: 1_700_000_000, exp: 1_700_003_600 };
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJib3RJZCI6ImRhc2hib2FyZCIsInVzZXJJZCI6IsO8LTEiLCJpYXQiOjE3MDAwMDAwMDAs' +
      'ImV4cCI6MTcwMDAwMzYwMH0.UIaRq34kgOPMNAZ8N1b7WzTRZ9qkIVhnyvycWUNQsT0';
    equal(generateJWT(claims, SECRET), token);
    equal(verifyJWT(token, SECRET, { now: 1_700_000_001 }), claims);
    const expired = thrownBy(() => verifyJWT(token, SECRET, { now: 1_700_003_600 }));
    const forged = thrownBy(() => verifyJWT(token, SECRET.toUpperCase(), { now: 1_700_000_001 }));
    for (const error of [expired, forged]) assert(error instanceof InvalidTokenError, describe(error));
  },
};
