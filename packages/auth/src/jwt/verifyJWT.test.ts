import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { InvalidTokenError } from '../errors/InvalidTokenError.ts';
import { generateJWT } from './generateJWT.ts';
import { verifyJWT } from './verifyJWT.ts';

const SECRET = 'an-office-manager-secret-of-40-bytes-ok!';
const NOW = 1_700_000_000;
const claims = { botId: 'ci', userId: 'u1', iat: NOW, exp: NOW + 60 };

/** A token whose parts are what they are, signed rightly. */
function tokenOf(payload: unknown, header: unknown = { alg: 'HS256' }): string {
  const parts = [header, payload].map((part) =>
    Buffer.from(part instanceof Uint8Array ? part : JSON.stringify(part)).toString('base64url'),
  );
  const signed = parts.join('.');
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

function refusal(token: string, now = NOW): InvalidTokenError {
  try {
    verifyJWT(token, SECRET, { now });
  } catch (error) {
    if (error instanceof InvalidTokenError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('times', () => {
  test('behavior: accepts a token until the second of its expiry', () => {
    expect(verifyJWT(tokenOf(claims), SECRET, { now: NOW + 59.999 })).toEqual(claims);
    expect(refusal(tokenOf(claims), NOW + 60)).toMatchObject({
      code: 'invalid_token',
      message: 'The token has expired.',
    });
  });

  test('behavior: accepts a token from the second of its nbf', () => {
    const token = tokenOf({ ...claims, nbf: NOW + 5 });
    expect(refusal(token, NOW + 4.999).message).toBe('The token is not valid yet.');
    expect(verifyJWT(token, SECRET, { now: NOW + 5 })).toMatchObject({ userId: 'u1' });
  });

  test.each(['exp', 'iat', 'nbf'])('error: refuses a claim %s that is not a number', (name) => {
    expect(refusal(tokenOf({ ...claims, [name]: '1' })).message).toBe(
      `The token has a claim ${name} that is no finite number.`,
    );
  });

  test.each([
    ['exp', 'has no expiry (exp)'],
    ['botId', 'has no claim botId'],
    ['userId', 'has no claim userId'],
  ])('error: refuses a token without %s', (name, problem) => {
    expect(refusal(tokenOf({ ...claims, [name]: undefined })).message).toBe(`The token ${problem}.`);
  });
});

describe('forms', () => {
  test.each([
    ['null', null],
    ['a list', [claims]],
    ['a number', 7],
    ['text', 'text'],
    ['no JSON', Buffer.from('{')],
    ['no UTF-8', Buffer.from('{"botId":"\xff","userId":"u1","exp":1800000000}', 'latin1')],
  ])('error: refuses claims or a header that are %s', (_, part) => {
    expect(refusal(tokenOf(part)).message).toBe('The token has claims other than a JSON object.');
    expect(refusal(tokenOf(claims, part)).message).toBe('The token has a header other than a JSON object.');
  });

  test.each([
    [{ alg: 'none' }, 'is not signed with HS256'],
    [{ alg: 'HS256', crit: ['x'] }, 'asks for critical extensions (crit), and none is supported'],
  ])('error: refuses the header %j', (header, problem) => {
    expect(refusal(tokenOf(claims, header)).message).toBe(`The token ${problem}.`);
  });

  test.each([
    [undefined],
    [7],
    [''],
    ['a.b'],
    [`${tokenOf(claims)}.x`],
    [tokenOf(claims).replace('.', '.=')],
    [`${tokenOf(claims)}AA`],
  ])('error: refuses anything but three parts of base64url: %s', (token) => {
    expect(refusal(token as string).message).toBe('The token is not three parts of base64url.');
  });

  test('error: refuses a signature of another length, or of other bits', () => {
    const [header, payload, signature = ''] = tokenOf(claims).split('.');
    for (const wrong of [signature.slice(0, -3), signature.replace(/^./, signature[0] === 'A' ? 'B' : 'A')]) {
      expect(refusal(`${header}.${payload}.${wrong}`).message).toBe('The token has a wrong signature.');
    }
  });

  test('error: refuses a token of more than 2 MiB unparsed', () => {
    const most = 2 * 1024 * 1024;
    expect(refusal('x'.repeat(most + 1)).message).toBe(`The token is longer than ${most} characters.`);
    expect(refusal('x'.repeat(most)).message).toBe('The token is not three parts of base64url.');
  });
});

test('error: hints what to do about an unknown option or a short secret', () => {
  const options = { ttl: 5 } as never;
  expect(() => generateJWT({ botId: 'ci', userId: 'u1' }, SECRET, options)).toThrow(
    expect.objectContaining({ argument: 'options.ttl', hint: expect.stringContaining('expiresIn') }),
  );
  expect(() => verifyJWT('x', 'short')).toThrow(
    expect.objectContaining({ argument: 'secret', hint: expect.stringContaining('variable') }),
  );
});

test('default: issues a token from now on, in whole seconds', () => {
  const before = Math.floor(Date.now() / 1000);
  const { iat, exp } = verifyJWT(generateJWT({ botId: 'ci', userId: 'u1' }, SECRET), SECRET);
  expect(iat).toBeGreaterThanOrEqual(before);
  expect(iat).toBeLessThanOrEqual(Date.now() / 1000);
  expect(Number.isInteger(iat)).toBe(true);
  expect(exp).toBe(iat + 3_600);
});
