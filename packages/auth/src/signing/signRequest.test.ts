import { createECDH, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateKeyPair } from './generateKeyPair.ts';
import { signRequest } from './signRequest.ts';
import { verifySignature } from './verifySignature.ts';

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** OpenSSL's view of a pair of keys. */
function openssl(pair: { publicKey: string; privateKey: Uint8Array }) {
  const point = Buffer.from(pair.publicKey, 'hex');
  const jwk = {
    kty: 'EC',
    crv: 'secp256k1',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return {
    publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
    privateKey: createPrivateKey({
      key: { ...jwk, d: Buffer.from(pair.privateKey).toString('base64url') },
      format: 'jwk',
    }),
  };
}

describe('signRequest', () => {
  test('default: returns three headers, with a 64-byte compact signature in lower-case hex', () => {
    const { privateKey } = generateKeyPair();
    const headers = signRequest(
      { agentId: 'aria', signingKey: privateKey },
      'GET',
      '/api/v1/offices',
      1_700_000_000,
    );
    expect(headers).toEqual({
      'X-Agent-Id': 'aria',
      'X-Timestamp': '1700000000',
      'X-Signature': expect.stringMatching(/^[0-9a-f]{128}$/),
    });
  });

  test('behavior: uses the current time in whole seconds by default', () => {
    const before = Math.floor(Date.now() / 1000);
    const stamp = Number(
      signRequest({ agentId: 'a', signingKey: generateKeyPair().privateKey }, 'GET', '/')['X-Timestamp'],
    );
    expect(stamp).toBeGreaterThanOrEqual(before);
    expect(stamp).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test('behavior: signs deterministically, with low S, as OpenSSL verifies', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('get', 'POST', 'Patch'),
        fc.webPath(),
        fc.nat(2 ** 31),
        (method, path, time) => {
          const pair = generateKeyPair();
          const agent = { agentId: 'aria', signingKey: pair.privateKey };
          const headers = signRequest(agent, method, `/${path}`, time);
          const payload = Buffer.from(`${time}\n${method.toUpperCase()}\n/${path}`);
          const signature = Buffer.from(headers['X-Signature'], 'hex');
          expect(
            verify('sha256', payload, { key: openssl(pair).publicKey, dsaEncoding: 'ieee-p1363' }, signature),
          ).toBe(true);
          expect(BigInt(`0x${signature.subarray(32).toString('hex')}`) <= HALF_ORDER).toBe(true);
          expect(signRequest(agent, method, `/${path}`, time)).toEqual(headers);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a key of 5 bytes', { agentId: 'aria', signingKey: new Uint8Array(5) }, '/x', 1, 'agent.signingKey'],
    ['a key of zeros', { agentId: 'aria', signingKey: new Uint8Array(32) }, '/x', 1, 'agent.signingKey'],
    ['a key as text', { agentId: 'aria', signingKey: '00'.repeat(32) as never }, '/x', 1, 'agent.signingKey'],
    [
      'a name with a line break',
      { agentId: 'a\r\nX-Admin: 1', signingKey: new Uint8Array(32).fill(1) },
      '/x',
      1,
      'agent.agentId',
    ],
    ['an empty name', { agentId: '', signingKey: new Uint8Array(32).fill(1) }, '/x', 1, 'agent.agentId'],
    ['an absolute URL', { agentId: 'aria', signingKey: new Uint8Array(32).fill(1) }, 'https://x/', 1, 'path'],
    [
      'a time in fractions',
      { agentId: 'aria', signingKey: new Uint8Array(32).fill(1) },
      '/x',
      1.5,
      'timestamp',
    ],
  ])('error: refuses %s', (_, agent, path, time, argument) => {
    expect(() => signRequest(agent, 'GET', path, time)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', argument }),
    );
  });
});

describe('verifySignature', () => {
  const pair = generateKeyPair();
  const request = { method: 'GET', path: '/api/v1/offices?limit=1', timestamp: '1700000000' };
  const payload = Buffer.from('1700000000\nGET\n/api/v1/offices?limit=1');

  test.each(['ieee-p1363', 'der'] as const)(
    'behavior: accepts OpenSSL signatures as %s, including high S',
    (dsaEncoding) => {
      for (let round = 0; round < 30; round++) {
        const signature = sign('sha256', payload, { key: openssl(pair).privateKey, dsaEncoding }).toString(
          'hex',
        );
        expect(verifySignature(pair.publicKey, { ...request, signature })).toBe(true);
      }
    },
  );

  test('behavior: accepts a compressed public key', () => {
    const ecdh = createECDH('secp256k1');
    ecdh.setPrivateKey(pair.privateKey);
    const { 'X-Signature': signature } = signRequest(
      { agentId: 'a', signingKey: pair.privateKey },
      'GET',
      request.path,
      1_700_000_000,
    );
    expect(verifySignature(ecdh.getPublicKey('hex', 'compressed'), { ...request, signature })).toBe(true);
  });

  test('error: returns false for anything changed or malformed', () => {
    const { 'X-Signature': signature } = signRequest(
      { agentId: 'a', signingKey: pair.privateKey },
      'GET',
      request.path,
      1_700_000_000,
    );
    expect(verifySignature(pair.publicKey, { ...request, signature })).toBe(true);
    for (const change of [
      { method: 'POST' },
      { path: '/api/v1/offices' },
      { timestamp: '1700000001' },
      { timestamp: '+1700000000' },
      { timestamp: '1.7e9' },
      { timestamp: '01700000000' },
      { signature: '' },
      { signature: `0x${signature}` },
      { signature: signature.slice(2) },
      { signature: `${signature}00` },
      { signature: 'zz'.repeat(64) },
      { signature: 'ab'.repeat(20_000_000) },
      { signature: undefined as never },
    ]) {
      expect(verifySignature(pair.publicKey, { ...request, signature, ...change })).toBe(false);
    }
    for (const key of [
      '',
      '04',
      `05${pair.publicKey.slice(2)}`,
      `${pair.publicKey.slice(0, -2)}00`,
      null as never,
      '04'.repeat(20_000_000),
    ]) {
      expect(verifySignature(key, { ...request, signature })).toBe(false);
    }
  });
});

describe('bad arguments', () => {
  const pair = generateKeyPair();
  const agent = { agentId: 'aria', signingKey: pair.privateKey };

  test.each(['get it', 'XGET', 'GETX', '', undefined])('error: refuses the method %j', (method) => {
    expect(() => signRequest(agent, method as string, '/x', 1)).toThrow(
      expect.objectContaining({ argument: 'method', hint: expect.any(String) }),
    );
  });

  test.each(['x', '', undefined])('error: refuses the path %j', (path) => {
    expect(() => signRequest(agent, 'GET', path as string, 1)).toThrow(
      expect.objectContaining({ argument: 'path', hint: expect.any(String) }),
    );
  });

  test('error: refuses times before 1970, in ms, or not whole', () => {
    expect(signRequest(agent, 'GET', '/x', 0)['X-Timestamp']).toBe('0');
    expect(signRequest(agent, 'GET', '/x', 1e11)['X-Timestamp']).toBe('100000000000');
    for (const time of [-1, 1e11 + 1, 1.5, Number.NaN]) {
      expect(() => signRequest(agent, 'GET', '/x', time)).toThrow(
        expect.objectContaining({ argument: 'timestamp' }),
      );
    }
  });

  test('behavior: accepts a numeric timestamp and refuses other values', () => {
    const { 'X-Signature': signature } = signRequest(agent, 'GET', '/x', 1_700_000_000);
    const signed = { method: 'GET', path: '/x', timestamp: 1_700_000_000 as never, signature };
    expect(verifySignature(pair.publicKey, signed)).toBe(true);
    for (const [name, value] of Object.entries({ method: 7, path: null, signature: 7, timestamp: true })) {
      expect(() => verifySignature(pair.publicKey, { ...signed, [name]: value } as never)).toThrow(
        expect.objectContaining({ argument: name }),
      );
    }
    for (const [name, value] of Object.entries({ signature: null, timestamp: undefined })) {
      expect(verifySignature(pair.publicKey, { ...signed, [name]: value } as never)).toBe(false);
    }
    for (const timestamp of ['01', '1e3', '-1', ' 1']) {
      expect(verifySignature(pair.publicKey, { ...signed, timestamp })).toBe(false);
    }
    for (const wrong of [`${signature}0`, `${signature}zz`, 'zz']) {
      expect(verifySignature(pair.publicKey, { ...signed, signature: wrong })).toBe(false);
    }
    expect(verifySignature('zz', signed)).toBe(false);
    // A point that is not on the curve.
    expect(verifySignature(`04${'11'.repeat(64)}`, signed)).toBe(false);
  });
});
