import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { agentAuthenticator } from '../authenticators/agentAuthenticator.ts';
import { generateJWT } from '../jwt/generateJWT.ts';
import { verifyJWT } from '../jwt/verifyJWT.ts';
import { generateKeyPair } from './generateKeyPair.ts';
import { publicKeyFromPrivate } from './publicKeyFromPrivate.ts';
import { signRequest } from './signRequest.ts';
import { verifySignature } from './verifySignature.ts';

const pair = generateKeyPair();
const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
const realm = createContext();
/** Under Jest's jsdom a `Buffer` extends the `Uint8Array` of another realm, and is called `Buffer`. */
runInContext('class Buffer extends Uint8Array {}; globalThis.Buffer = Buffer;', realm);
const make = (kind: string, bytes: Uint8Array): Uint8Array =>
  runInContext(`new ${kind}([${bytes}])`, realm) as Uint8Array;

describe.each(['Uint8Array', 'Buffer'])('a %s of another realm', (kind) => {
  test('behavior: is accepted as a private key', async () => {
    const privateKey = make(kind, pair.privateKey);
    expect(privateKey).not.toBeInstanceOf(Uint8Array);
    expect(publicKeyFromPrivate(privateKey)).toBe(pair.publicKey);
    const aria = { agentId: 'aria', signingKey: privateKey };
    const headers = signRequest(aria, 'GET', '/x', 1_700_000_000);
    expect(headers).toEqual(
      signRequest({ ...aria, signingKey: pair.privateKey }, 'GET', '/x', 1_700_000_000),
    );
    const auth = agentAuthenticator(aria);
    // The authenticator has a copy.
    privateKey.fill(0);
    const later = await auth.authorize({ method: 'GET', target: '/x', time: 1_700_000_000_000 });
    const signed = {
      method: 'GET',
      path: '/x',
      timestamp: later['X-Timestamp'] ?? '',
      signature: later['X-Signature'] ?? '',
    };
    expect(verifySignature(pair.publicKey, signed)).toBe(true);
  });

  test('behavior: is accepted as a secret', () => {
    const secret = make(kind, new TextEncoder().encode(SECRET));
    const claims = { botId: 'ci', userId: 'user-1' };
    expect(verifyJWT(generateJWT(claims, secret), SECRET)).toMatchObject(claims);
    expect(verifyJWT(generateJWT(claims, SECRET), secret)).toMatchObject(claims);
  });
});

test('behavior: copies a Buffer of its own realm too', async () => {
  const signingKey = Buffer.from(pair.privateKey);
  const auth = agentAuthenticator({ agentId: 'aria', signingKey });
  signingKey.fill(0);
  expect(await auth.authorize({ method: 'GET', target: '/x', time: 0 })).toBeDefined();
});

test.each<[string, unknown]>([
  ['other numbers', new Uint16Array(32).fill(1)],
  ['a DataView', new DataView(new ArrayBuffer(32))],
  ['a list', [...pair.privateKey]],
  ['what calls itself bytes', { length: 32, [Symbol.toStringTag]: 'Uint8Array' }],
])('error: refuses %s as a key', (_, key) => {
  expect(() => publicKeyFromPrivate(key as Uint8Array)).toThrow(/must be a Uint8Array of 32 bytes/);
});

test('error: refuses a detached key', () => {
  const key = pair.privateKey.slice();
  structuredClone(key.buffer, { transfer: [key.buffer] });
  expect(() => publicKeyFromPrivate(key)).toThrow(/must be 32 bytes, got 0/);
});
