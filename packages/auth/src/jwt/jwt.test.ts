import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { InvalidTokenError } from '../errors/InvalidTokenError.ts';
import { authorizationHeader } from './authorizationHeader.ts';
import { generateJWT } from './generateJWT.ts';
import { verifyJWS, verifyJWT } from './verifyJWT.ts';

const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
const CLAIMS = { botId: 'ci', userId: 'user-1' };

/** A token that node:crypto signed. */
function token(header: unknown, payload: unknown, secret: string | Uint8Array = SECRET): string {
  const encode = (value: unknown): string =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

describe('generateJWT', () => {
  test('default: signs HS256 for an hour, as node:crypto does', () => {
    const [header = '', payload = '', signature] = generateJWT(CLAIMS, SECRET, { now: 1000 }).split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({
      ...CLAIMS,
      iat: 1000,
      exp: 4600,
    });
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url'));
  });

  test('behavior: accepts the secret as bytes', () => {
    const options = { now: 1000 };
    expect(generateJWT(CLAIMS, Buffer.from(SECRET), options)).toBe(generateJWT(CLAIMS, SECRET, options));
  });

  test.each([
    ['an empty secret', () => generateJWT(CLAIMS, ''), 'secret must be at least 32 bytes for HS256, got 0.'],
    ['a short secret', () => generateJWT(CLAIMS, 'x'.repeat(31)), 'got 31.'],
    ['no secret', () => generateJWT(CLAIMS, undefined as never), 'secret must be a string or a Uint8Array.'],
    ['no user', () => generateJWT({ botId: 'x' } as never, SECRET), 'claims.userId must be a string.'],
    [
      'an expiry that is NaN',
      () => generateJWT({ ...CLAIMS, exp: Number.NaN }, SECRET),
      'claims.exp must be a finite number.',
    ],
    [
      'a lifetime without end',
      () => generateJWT(CLAIMS, SECRET, { expiresIn: Infinity }),
      'options.expiresIn must be a finite number of seconds.',
    ],
  ])('error: refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe('verifyJWT', () => {
  test('default: returns the claims', () => {
    const claims = { ...CLAIMS, role: 'admin', privateIp: '10.0.0.1', instanceId: 'i-1' };
    expect(verifyJWT(generateJWT(claims, SECRET), SECRET)).toMatchObject(claims);
  });

  test('behavior: accepts a token signed by node:crypto', () => {
    const claims = { ...CLAIMS, iat: 1, exp: inAnHour() };
    expect(verifyJWT(token({ alg: 'HS256' }, claims), SECRET)).toEqual(claims);
  });

  test.each([
    ['no expiry', token({ alg: 'HS256' }, { ...CLAIMS }), 'has no expiry (exp)'],
    ['an expiry as text', token({ alg: 'HS256' }, { ...CLAIMS, exp: '9999999999' }), 'is no finite number'],
    [
      'an infinite expiry',
      token({ alg: 'HS256' }, '{"botId":"a","userId":"b","exp":1e999}'),
      'is no finite number',
    ],
    ['an expiry that is null', token({ alg: 'HS256' }, { ...CLAIMS, exp: null }), 'is no finite number'],
    ['an old expiry', token({ alg: 'HS256' }, { ...CLAIMS, exp: 1 }), 'has expired'],
    [
      'a start to come',
      token({ alg: 'HS256' }, { ...CLAIMS, exp: inAnHour(), nbf: inAnHour() - 5 }),
      'is not valid yet',
    ],
    ['alg none', token({ alg: 'none' }, { ...CLAIMS, exp: inAnHour() }), 'is not signed with HS256'],
    [
      'alg none, unsigned',
      `${token({ alg: 'none' }, CLAIMS).split('.').slice(0, 2).join('.')}.`,
      'is not signed with HS256',
    ],
    ['alg HS512', token({ alg: 'HS512' }, { ...CLAIMS, exp: inAnHour() }), 'is not signed with HS256'],
    ['no alg', token({ typ: 'JWT' }, { ...CLAIMS, exp: inAnHour() }), 'is not signed with HS256'],
    ['crit', token({ alg: 'HS256', crit: ['exp'] }, { ...CLAIMS, exp: inAnHour() }), 'critical extensions'],
    [
      'another secret',
      token({ alg: 'HS256' }, { ...CLAIMS, exp: inAnHour() }, 'y'.repeat(32)),
      'has a wrong signature',
    ],
    ['no user', token({ alg: 'HS256' }, { botId: 'a', exp: inAnHour() }), 'has no claim userId'],
    ['claims that are a list', token({ alg: 'HS256' }, [1]), 'has claims other than a JSON object'],
    ['two parts', 'a.b', 'is not three parts'],
    ['nothing', '', 'is not three parts'],
    [
      'padding',
      token({ alg: 'HS256' }, { ...CLAIMS, exp: inAnHour() }).replace('.', '=.'),
      'is not three parts',
    ],
  ])('error: %s', (_, jwt, message) => {
    expect(() => verifyJWT(jwt, SECRET)).toThrow(InvalidTokenError);
    expect(() => verifyJWT(jwt, SECRET)).toThrow(message);
  });

  test('error: refuses stray bits in the last character', () => {
    const good = generateJWT(CLAIMS, SECRET);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(good.at(-1) ?? '');
    expect(() => verifyJWT(good.slice(0, -1) + alphabet[last + 1], SECRET)).toThrow(InvalidTokenError);
  });

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, '5' as never])(
    'error: refuses a bad current time: %j',
    (now) => {
      const expired = token({ alg: 'HS256' }, { ...CLAIMS, exp: 1, iat: 0 });
      expect(() => verifyJWT(expired, SECRET, { now })).toThrow('now must be a finite number of seconds');
    },
  );

  test('behavior: verifies a token of 1 MiB', () => {
    const claims = { ...CLAIMS, role: 'x'.repeat(2 ** 20), exp: inAnHour(), iat: 0 };
    expect(verifyJWT(token({ alg: 'HS256' }, claims), SECRET).role).toHaveLength(2 ** 20);
  });

  test.each([
    ['a million dots', '.'.repeat(1_000_000), 'is not three parts'],
    ['a million short parts', 'YQ.'.repeat(600_000), 'is not three parts'],
    ['a fourth part', `${token({ alg: 'HS256' }, { ...CLAIMS, exp: inAnHour() })}.YQ`, 'is not three parts'],
    ['more than 2 MiB', `a.${'a'.repeat(2 ** 21)}.a`, 'is longer than 2097152 characters'],
  ])('error: refuses %s before decoding', (_, jwt, message) => {
    const decode = vi.spyOn(globalThis, 'atob');
    try {
      expect(() => verifyJWT(jwt, SECRET)).toThrow(message);
      expect(decode).not.toHaveBeenCalled();
    } finally {
      decode.mockRestore();
    }
  });

  test('behavior: passes Wycheproof and RFC vectors', () => {
    interface Case {
      id: string;
      key_b64url: string;
      token: string;
      expect: 'accept' | 'reject';
      layer: 'jws' | 'jwt';
    }
    const file = new URL('../../../../tests/vectors/jwt_hs256.json', import.meta.url);
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
    const wrong = cases.filter((vector) => {
      const secret = Buffer.from(vector.key_b64url, 'base64url');
      try {
        if (vector.layer === 'jws') verifyJWS(vector.token, secret);
        else verifyJWT(vector.token, secret);
        return vector.expect !== 'accept';
      } catch {
        return vector.expect === 'accept';
      }
    });
    expect(wrong).toEqual([]);
    expect(cases).toHaveLength(43);
  });
});

test('authorizationHeader: default: returns a bearer token that names the user', () => {
  const header = authorizationHeader({ jwtSecret: SECRET, userId: 'user-7' });
  expect(header).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  expect(verifyJWT(header.slice(7), SECRET)).toMatchObject({ userId: 'user-7', botId: '', privateIp: 'k8s' });
});
