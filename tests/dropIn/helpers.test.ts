import * as sdk from '@mitosislabs/sdk';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';

const SECRET = '0123456789abcdef0123456789abcdef';
const REFUSED = { code: 'invalid_argument' };
const pair = sdk.generateKeyPair();

test('generateJWT(secret, payload, ttlSeconds)', () => {
  const payload = { botId: 'bot', userId: 'user-1', privateIp: 'k8s' };
  const old = sdk.verifyJWT(sdk.generateJWT(SECRET, payload, 60), SECRET);
  expect(old).toEqual({ ...payload, iat: old.iat, exp: old.iat + 60 });
  const hour = sdk.verifyJWT(sdk.generateJWT(SECRET, payload), SECRET);
  expect(hour.exp - hour.iat).toBe(3600);
  const ours = sdk.verifyJWT(sdk.generateJWT(payload, SECRET, { expiresIn: 60 }), SECRET);
  expect(ours.exp - ours.iat).toBe(60);
  const call = sdk.generateJWT as (...args: unknown[]) => unknown;
  for (const args of [[SECRET], [SECRET, SECRET], [payload, payload], [SECRET, payload, { expiresIn: 60 }]])
    expect(() => call(...args), JSON.stringify(args)).toThrow(expect.objectContaining(REFUSED));
  for (const args of [[payload, SECRET, 60], [SECRET, payload, '60'], [SECRET, payload, Number.NaN], []])
    expect(() => call(...args), JSON.stringify(args)).toThrow(expect.objectContaining(REFUSED));
});

test('verifyJWT(token, secret)', () => {
  const token = sdk.generateJWT(SECRET, { botId: '', userId: 'user-1' }, 60);
  expect(sdk.verifyJWT(token, SECRET)).toMatchObject({ botId: '', userId: 'user-1' });
  expect(() => sdk.verifyJWT(token, SECRET.toUpperCase())).toThrow();
});

test('authorizationHeader(secret, userId, botId)', () => {
  const claims = (header: string) => sdk.verifyJWT(header.slice('Bearer '.length), SECRET);
  expect(sdk.authorizationHeader(SECRET, 'user-1')).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  expect(claims(sdk.authorizationHeader(SECRET, 'user-1'))).toMatchObject({ botId: '', userId: 'user-1' });
  expect(claims(sdk.authorizationHeader(SECRET, 'u', 'bot'))).toMatchObject({ botId: 'bot', userId: 'u' });
  const config = { jwtSecret: SECRET, userId: 'user-1' };
  expect(claims(sdk.authorizationHeader(config))).toMatchObject({ userId: 'user-1' });
  const call = sdk.authorizationHeader as (...args: unknown[]) => unknown;
  for (const args of [[SECRET], [SECRET, config], [config, 'user-1'], [SECRET, 'user-1', {}], []])
    expect(() => call(...args), JSON.stringify(args)).toThrow(expect.objectContaining(REFUSED));
});

test('signRequest(agentId, method, path, privateKey)', async () => {
  const signed = sdk.signRequest('aria', 'GET', '/api/v1/offices/o1/employees', pair.privateKey);
  expect(signed).toBeInstanceOf(Promise);
  const headers = await signed;
  expect(Object.keys(headers).sort()).toEqual(['X-Agent-Id', 'X-Signature', 'X-Timestamp']);
  const agent = { agentId: 'aria', signingKey: pair.privateKey };
  const time = Number(headers['X-Timestamp']);
  expect(sdk.signRequest(agent, 'GET', '/api/v1/offices/o1/employees', time)).toEqual(headers);
  const call = async (...args: unknown[]) => (sdk.signRequest as (...all: unknown[]) => unknown)(...args);
  for (const args of [
    ['aria', 'GET', '/x'],
    ['aria', 'GET', '/x', 'key'],
    [agent, 'GET', '/x', pair.privateKey],
  ])
    await expect(call(...args)).rejects.toMatchObject(REFUSED);
  await expect(call('aria', 'GET', 'x', pair.privateKey)).rejects.toMatchObject(REFUSED);
});

test('verifySignature(timestamp, method, path, signature, publicKey)', async () => {
  const headers = await sdk.signRequest('aria', 'GET', '/x', pair.privateKey);
  const { 'X-Timestamp': timestamp, 'X-Signature': signature } = headers;
  expect(sdk.verifySignature(timestamp, 'GET', '/x', signature, pair.publicKey)).toBe(true);
  expect(sdk.verifySignature(timestamp, 'GET', '/y', signature, pair.publicKey)).toBe(false);
  const request = { timestamp, method: 'GET', path: '/x', signature };
  expect(sdk.verifySignature(pair.publicKey, request)).toBe(true);
  const call = sdk.verifySignature as (...args: unknown[]) => unknown;
  for (const args of [
    [pair.publicKey, timestamp, 'GET', '/x', signature],
    [timestamp, 'GET', '/x', signature],
    [request, pair.publicKey],
    [],
  ])
    expect(() => call(...args), JSON.stringify(args)).toThrow(expect.objectContaining(REFUSED));
});

test('generateKeyPair() and publicKeyFromPrivate(privateKey)', () => {
  expect(pair.privateKey).toHaveLength(32);
  expect(sdk.publicKeyFromPrivate(pair.privateKey)).toBe(pair.publicKey);
});

test('the claims of a client that signs in with the secret', async () => {
  await using server = await serve((_, response) => response.end('[]'));
  const client = new sdk.MitosisClient({ endpoint: server.url, jwt: { jwtSecret: SECRET } });
  await client.offices.list();
  await client.close();
  const claims = sdk.verifyJWT((server.seen[0]?.headers.authorization ?? '').slice(7), SECRET);
  expect(claims).toEqual({
    botId: '',
    userId: 'admin-sdk',
    privateIp: 'k8s',
    iat: claims.iat,
    exp: claims.iat + 3600,
  });
});
