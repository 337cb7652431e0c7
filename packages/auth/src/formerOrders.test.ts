import { describe, expect, test } from 'vitest';
import { authorizationHeader } from './jwt/authorizationHeader.ts';
import { generateJWT } from './jwt/generateJWT.ts';
import { verifyJWT } from './jwt/verifyJWT.ts';
import { generateKeyPair } from './signing/generateKeyPair.ts';
import { signRequest } from './signing/signRequest.ts';
import { verifySignature } from './signing/verifySignature.ts';

const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
const CLAIMS = { botId: 'ci', userId: 'user-1' };
const PATH = '/api/v1/offices?limit=1';
const keys = generateKeyPair();
const hexKey = Buffer.from(keys.privateKey).toString('hex');
const aria = { agentId: 'aria', signingKey: keys.privateKey };
const headers = signRequest(aria, 'GET', PATH);
const { 'X-Timestamp': timestamp, 'X-Signature': signature } = headers;

/** All orders of a list. */
function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of ordersOf(items.filter((_, at) => at !== index))) {
      yield [item, ...rest];
    }
  }
}

/** Calls a function with arguments that do not fit its types. */
function call(run: unknown, ...args: unknown[]): unknown {
  return (run as (...args: unknown[]) => unknown)(...args);
}

const refused = expect.objectContaining({
  code: 'invalid_argument',
  hint: expect.stringMatching(/^Write `/),
});

describe('generateJWT', () => {
  test('behavior: takes the secret first, and the lifetime as a number', () => {
    const token = generateJWT(SECRET, CLAIMS, 60);
    const { iat, exp } = verifyJWT(token, SECRET);
    expect(token).toBe(generateJWT(CLAIMS, SECRET, { now: iat, expiresIn: 60 }));
    expect(exp - iat).toBe(60);
    const hour = verifyJWT(generateJWT(SECRET, CLAIMS), SECRET);
    expect(hour.exp - hour.iat).toBe(3600);
  });

  test('behavior: accepts the claims of an old token', () => {
    const old = verifyJWT(generateJWT(CLAIMS, SECRET, { now: 1000 }), SECRET, { now: 1000 });
    expect(verifyJWT(generateJWT(SECRET, old, 60), SECRET)).toMatchObject(CLAIMS);
  });

  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['a secret alone', [SECRET]],
    ['two secrets', [SECRET, SECRET]],
    ['a secret in bytes first', [Buffer.from(SECRET), CLAIMS]],
    ['options after the secret and the claims', [SECRET, CLAIMS, { expiresIn: 60 }]],
    ['a lifetime as text', [SECRET, CLAIMS, '60']],
    ['a number after the claims and the secret', [CLAIMS, SECRET, 60]],
    ['null for options', [CLAIMS, SECRET, null]],
    ['claims in a list', [[CLAIMS], SECRET]],
  ])('error: refuses %s', (_, args) => {
    expect(() => call(generateJWT, ...args)).toThrow(refused);
  });

  test.each<[string, unknown[], string]>([
    ['an endless lifetime', [SECRET, CLAIMS, Number.POSITIVE_INFINITY], 'options.expiresIn'],
    ['a lifetime of null', [CLAIMS, SECRET, { expiresIn: null }], 'options.expiresIn'],
    ['an unknown option', [CLAIMS, SECRET, { ttlSeconds: 60 }], 'options.ttlSeconds'],
    ['no user', [SECRET, { botId: 'ci' }], 'claims.userId'],
    ['a short secret', ['x'.repeat(31), CLAIMS], 'secret'],
    ['claims for a secret', [CLAIMS, CLAIMS], 'secret'],
  ])('error: refuses %s', (_, args, argument) => {
    expect(() => call(generateJWT, ...args)).toThrow(expect.objectContaining({ argument }));
  });
});

describe('authorizationHeader', () => {
  test('behavior: takes the secret, the user and the program', () => {
    const claims = verifyJWT(authorizationHeader(SECRET, 'user-7', 'ci').slice('Bearer '.length), SECRET);
    expect(claims).toMatchObject({ userId: 'user-7', botId: 'ci', privateIp: 'k8s' });
    expect(claims.exp - claims.iat).toBe(3600);
  });

  test('behavior: sends the same claims in both orders', () => {
    const read = (header: string) => {
      const { iat, exp, ...claims } = verifyJWT(header.slice('Bearer '.length), SECRET);
      return claims;
    };
    const claims = { botId: '', userId: 'u', privateIp: 'k8s' };
    expect(read(authorizationHeader(SECRET, 'u'))).toEqual(claims);
    expect(read(authorizationHeader({ jwtSecret: SECRET, userId: 'u' }))).toEqual(claims);
    expect(read(authorizationHeader({ jwtSecret: SECRET }))).toEqual({ ...claims, userId: 'admin-sdk' });
  });

  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['a secret without a user', [SECRET]],
    ['a user that is undefined', [SECRET, undefined]],
    ['a user in an object', [SECRET, { userId: 'u' }]],
    ['a program that is a number', [SECRET, 'u', 3600]],
    ['a user after a config', [{ jwtSecret: SECRET }, 'u']],
    ['a lifetime after a config', [{ jwtSecret: SECRET }, 60]],
    ['null', [null, 'u']],
  ])('error: refuses %s', (_, args) => {
    expect(() => call(authorizationHeader, ...args)).toThrow(refused);
  });

  test.each<[string, unknown[], string]>([
    ['a secret in bytes first', [Buffer.from(SECRET), 'u'], 'secret'],
    ['the user first', ['u', SECRET], 'secret'],
    ['a user that is no text', [{ jwtSecret: SECRET, userId: 7 }], 'claims.userId'],
  ])('error: refuses %s', (_, args, argument) => {
    expect(() => call(authorizationHeader, ...args)).toThrow(expect.objectContaining({ argument }));
  });
});

describe('signRequest', () => {
  test('behavior: takes the name first and the key last, and returns a promise', async () => {
    const signing = signRequest('aria', 'GET', PATH, keys.privateKey);
    expect(signing).toBeInstanceOf(Promise);
    const signed = await signing;
    expect(signed).toEqual(signRequest(aria, 'GET', PATH, Number(signed['X-Timestamp'])));
    expect(await signRequest('aria', 'GET', PATH, Buffer.from(keys.privateKey))).toMatchObject({
      'X-Agent-Id': 'aria',
    });
  });

  test('error: rejects for a bad value', async () => {
    await expect(signRequest('aria', 'GET', PATH, new Uint8Array(31))).rejects.toMatchObject({
      code: 'invalid_argument',
      argument: 'agent.signingKey',
    });
    await expect(signRequest('aria', 'GET', 'https://x/', keys.privateKey)).rejects.toMatchObject({
      argument: 'path',
    });
  });

  test.each<[string, unknown[]]>([
    ['no key', ['aria', 'GET', PATH]],
    ['a key in hex', ['aria', 'GET', PATH, hexKey]],
    ['an agent in place of a key', ['aria', 'GET', PATH, aria]],
    ['a time in place of a key', ['aria', 'GET', PATH, 1_700_000_000]],
    ['the agent last', ['GET', PATH, aria]],
  ])('error: refuses %s', (_, args) => {
    expect(() => call(signRequest, ...args)).toThrow(refused);
  });

  test.each<[string, unknown[], string]>([
    ['a key in place of a time', [aria, 'GET', PATH, keys.privateKey], 'timestamp'],
    ['a time as text', [aria, 'GET', PATH, '1700000000'], 'timestamp'],
    ['a time in ms', [aria, 'GET', PATH, 1_700_000_000_000], 'timestamp'],
    ['the path before the method', [aria, PATH, 'GET'], 'method'],
    ['no method', [aria, undefined, PATH], 'method'],
    ['no agent', [undefined, 'GET', PATH], 'agent.agentId'],
    ['the key first', [keys.privateKey, 'GET', PATH, 'aria'], 'agent.agentId'],
  ])('error: refuses %s', (_, args, argument) => {
    expect(() => call(signRequest, ...args)).toThrow(expect.objectContaining({ argument }));
  });

  test('error: refuses every wrong order of the four arguments', async () => {
    const orders = [...ordersOf(['aria', 'GET', PATH, keys.privateKey])].slice(1);
    expect(orders).toHaveLength(23);
    for (const order of orders) {
      await expect(async () => call(signRequest, ...order)).rejects.toMatchObject({
        code: 'invalid_argument',
      });
    }
  });
});

describe('verifySignature', () => {
  const former = [timestamp, 'GET', PATH, signature, keys.publicKey] as const;
  const request = { method: 'GET', path: PATH, timestamp, signature };

  test('behavior: takes five texts, the key last', () => {
    expect(verifySignature(...former)).toBe(true);
    expect(verifySignature(timestamp, 'GET', '/other', signature, keys.publicKey)).toBe(false);
    expect(verifySignature(timestamp, 'GET', PATH, signature, generateKeyPair().publicKey)).toBe(false);
  });

  test.each(['', '00', '1234', 'zz', `0x${signature}`, `${signature}00`])(
    'behavior: returns false for malformed text from the wire: %j',
    (text) => {
      expect(verifySignature(timestamp, 'GET', PATH, text, keys.publicKey)).toBe(false);
      expect(verifySignature(text, 'GET', PATH, signature, keys.publicKey)).toBe(false);
    },
  );

  test('behavior: returns false for a missing or broken key, whatever the headers are', () => {
    for (const key of ['', 'none', 'zz'.repeat(65), null, undefined]) {
      for (const header of [signature, keys.publicKey, '1', '/']) {
        expect(call(verifySignature, header, 'GET', PATH, header, key)).toBe(false);
        expect(call(verifySignature, key, { ...request, timestamp: header, signature: header })).toBe(false);
      }
    }
  });

  test('behavior: returns false for a missing header', () => {
    expect(call(verifySignature, timestamp, 'GET', PATH, undefined, keys.publicKey)).toBe(false);
    expect(call(verifySignature, undefined, 'GET', PATH, signature, keys.publicKey)).toBe(false);
  });

  test('error: refuses every wrong order of the five arguments', () => {
    const orders = [...ordersOf(former)].slice(1);
    expect(orders).toHaveLength(119);
    for (const order of orders) {
      expect(() => call(verifySignature, ...order), order.join(' ')).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });

  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['a key alone', [keys.publicKey]],
    ['no key', former.slice(0, 4)],
    ['the request first', [request, keys.publicKey]],
    ['a signature in bytes', [timestamp, 'GET', PATH, Buffer.from(signature, 'hex'), keys.publicKey]],
    ['a key in bytes', [timestamp, 'GET', PATH, signature, Buffer.from(keys.publicKey, 'hex')]],
    ['a key in bytes, and a request', [Buffer.from(keys.publicKey, 'hex'), request]],
    ['a request with a signature in bytes', [keys.publicKey, { ...request, signature: new Uint8Array(64) }]],
    [
      'a request with a misspelled field',
      [keys.publicKey, { method: 'GET', path: PATH, timestamp, sig: '' }],
    ],
    ['a request without a signature', [keys.publicKey, { method: 'GET', path: PATH, timestamp }]],
    ['a request without a method', [keys.publicKey, { ...request, method: undefined }]],
    ['a request that has the key for its signature', [signature, { ...request, signature: keys.publicKey }]],
  ])('error: refuses %s', (_, args) => {
    expect(() => call(verifySignature, ...args)).toThrow(refused);
  });
});
