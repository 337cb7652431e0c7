import { createHash, createPrivateKey, sign } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { verifyJWT } from '../jwt/verifyJWT.ts';
import { generateKeyPair } from '../signing/generateKeyPair.ts';
import { verifySignature } from '../signing/verifySignature.ts';
import { agentAuthenticator } from './agentAuthenticator.ts';
import { apiKeyAuthenticator } from './apiKeyAuthenticator.ts';
import { jwtAuthenticator } from './jwtAuthenticator.ts';
import { signerAuthenticator } from './signerAuthenticator.ts';

const request = { method: 'GET', target: '/api/v1/offices?x=%2F', time: 1_700_000_000_999 };
const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';

describe('apiKeyAuthenticator', () => {
  test('default: sends a bearer key', () => {
    expect(apiKeyAuthenticator('mi_abc').authorize(request)).toEqual({ Authorization: 'Bearer mi_abc' });
  });

  test('behavior: does not expose the key', () => {
    const auth = apiKeyAuthenticator('mi_canary_5150');
    expect(inspect(auth, { depth: 9, showHidden: true }) + JSON.stringify(auth)).not.toContain('canary');
  });

  test.each(['', 'sk_other', 'mi_', 'mi_a b', 'mi_a\r\nX-Admin: 1', 'mi_ключ', undefined as never])(
    'error: refuses %j without repeating it',
    (key) => {
      expect(() => apiKeyAuthenticator(key)).toThrow(
        /^apiKey is not a Mitosis API key: it must begin with mi_ and hold no spaces\.$/,
      );
    },
  );
});

describe('agentAuthenticator', () => {
  test('default: signs the target at the given time, in whole seconds', async () => {
    const pair = generateKeyPair();
    const headers = await agentAuthenticator({ agentId: 'aria', signingKey: pair.privateKey }).authorize(
      request,
    );
    expect(headers['X-Timestamp']).toBe('1700000000');
    const signature = headers['X-Signature'] ?? '';
    const { method, target: path } = request;
    expect(verifySignature(pair.publicKey, { method, path, timestamp: '1700000000', signature })).toBe(true);
  });

  test('behavior: copies the key', async () => {
    const pair = generateKeyPair();
    const auth = agentAuthenticator({ agentId: 'aria', signingKey: pair.privateKey });
    const before = await auth.authorize(request);
    pair.privateKey.fill(0);
    expect(await auth.authorize(request)).toEqual(before);
  });

  test('error: refuses a bad key in the constructor', () => {
    expect(() => agentAuthenticator({ agentId: 'aria', signingKey: new Uint8Array(31) })).toThrow(
      'must be 32 bytes, got 31',
    );
  });
});

describe('an agent whose key is elsewhere', () => {
  const pair = generateKeyPair();
  const { publicKey } = pair;
  /** Signs as a KMS does: at random, in DER, with high S as often as with low S. */
  const kms = createPrivateKey({
    key: {
      kty: 'EC',
      crv: 'secp256k1',
      d: Buffer.from(pair.privateKey).toString('base64url'),
      x: Buffer.from(publicKey.slice(2, 66), 'hex').toString('base64url'),
      y: Buffer.from(publicKey.slice(66), 'hex').toString('base64url'),
    },
    format: 'jwk',
  });
  const isGenuine = ({ 'X-Timestamp': timestamp = '', 'X-Signature': signature = '' }) =>
    verifySignature(publicKey, { method: 'GET', path: request.target, timestamp, signature });

  test('default: sends the signature of the given function', async () => {
    const own = agentAuthenticator({ agentId: 'aria', signingKey: pair.privateKey });
    const expected = await own.authorize(request);
    const seen: Uint8Array[] = [];
    const compact = Uint8Array.from(Buffer.from(expected['X-Signature'] ?? '', 'hex'));
    const auth = signerAuthenticator({
      agentId: 'aria',
      sign: async (digest) => {
        seen.push(digest);
        return compact;
      },
    });
    expect(await auth.authorize(request)).toEqual(expected);
    const message = `1700000000\nGET\n${request.target}`;
    expect(seen).toEqual([new Uint8Array(createHash('sha256').update(message).digest())]);
  });

  test.each(['der', 'ieee-p1363'] as const)(
    'behavior: turns %s with high S into 64 bytes with low S',
    async (dsaEncoding) => {
      // OpenSSL hashes what it signs, so the digest is not what is passed to it.
      const message = Buffer.from(`1700000000\nGET\n${request.target}`);
      const auth = signerAuthenticator({
        agentId: 'aria',
        sign: () => sign('sha256', message, { key: kms, dsaEncoding }),
      });
      for (let round = 0; round < 16; round++) {
        const headers = await auth.authorize(request);
        expect(headers['X-Signature']).toMatch(/^[0-9a-f]{64}[0-7][0-9a-f]{63}$/);
        expect(isGenuine(headers)).toBe(true);
      }
    },
  );

  test.each([undefined, '00', new Uint8Array(63), new Uint8Array(64), new Uint8Array(0), { r: 1, s: 2 }])(
    'error: refuses %j as a signature',
    async (signature) => {
      const auth = signerAuthenticator({ agentId: 'aria', sign: () => signature as never });
      await expect(auth.authorize(request)).rejects.toMatchObject({ argument: 'signer.sign' });
    },
  );

  test('error: refuses a name that cannot be a header, an unknown option, and a function that is none', () => {
    const sign = () => new Uint8Array(64);
    expect(() => signerAuthenticator({ agentId: 'a\r\nb', sign })).toThrow('signer.agentId must be a name');
    const both = { agentId: 'aria', signingKey: pair.privateKey, sign };
    expect(() => signerAuthenticator(both)).toThrow('signer.signingKey is not an option');
    expect(() => signerAuthenticator({ agentId: 'aria', sign: 'kms' } as never)).toThrow(
      'signer.sign must be a function, got text',
    );
    expect(signerAuthenticator({ agentId: 'aria', sign })).toMatchObject({
      method: 'agent',
      agentId: 'aria',
    });
  });
});

describe('jwtAuthenticator', () => {
  test('default: reuses a token for the user for four minutes', async () => {
    const auth = jwtAuthenticator({ jwtSecret: SECRET, userId: 'user-1' });
    const at = (seconds: number) => Promise.resolve(auth.authorize({ ...request, time: seconds * 1000 }));
    const first = await at(1000);
    expect(verifyJWT(first['Authorization']?.slice(7) ?? '', SECRET, { now: 1000 })).toMatchObject({
      userId: 'user-1',
      iat: 1000,
      exp: 4600,
    });
    expect(await at(1200)).toEqual(first);
    expect(await at(1241)).not.toEqual(first);
    expect(await at(500)).not.toEqual(first);
  });

  test('error: refuses an empty secret', () => {
    expect(() => jwtAuthenticator({ jwtSecret: '' })).toThrow('secret must be at least 32 bytes');
  });
});

test('error: hints where to get a key', () => {
  expect(() => apiKeyAuthenticator('x mi_abc')).toThrow(
    expect.objectContaining({ argument: 'apiKey', hint: expect.stringContaining('mi login') }),
  );
});

describe('lifetime of a token', () => {
  const at = async (auth: ReturnType<typeof jwtAuthenticator>, seconds: number) =>
    (await auth.authorize({ ...request, time: seconds * 1_000 }))['Authorization'];

  test('behavior: reuses a token for 240 s, unless the clock is set back', async () => {
    const auth = jwtAuthenticator({ jwtSecret: SECRET, userId: 'u1' });
    const first = await at(auth, 1_000);
    // Another authenticator would make the same token: what is kept is seen in the claims.
    const issued = (header: string | undefined) =>
      JSON.parse(Buffer.from(header?.split('.')[1] ?? '', 'base64url').toString()).iat;
    expect(issued(first)).toBe(1_000);
    expect([issued(await at(auth, 1_000)), issued(await at(auth, 1_240))]).toEqual([1_000, 1_000]);
    expect(issued(await at(auth, 1_241))).toBe(1_241);
    expect(issued(await at(auth, 1_240))).toBe(1_240);
  });

  test('error: refuses a user that is not text; allows none', () => {
    expect(() => jwtAuthenticator({ jwtSecret: SECRET, userId: 7 as never })).toThrow(
      expect.objectContaining({
        argument: 'jwt.userId',
        message: 'jwt.userId must be a string, got a number.',
      }),
    );
    expect(jwtAuthenticator({ jwtSecret: SECRET }).method).toBe('jwt');
    expect(() => jwtAuthenticator(undefined as never)).toThrow(
      expect.objectContaining({ argument: 'secret' }),
    );
  });
});
