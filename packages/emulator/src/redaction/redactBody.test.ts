import { describe, expect, test } from 'vitest';
import { redactBody } from './redactBody.ts';

const KEY = 'ab'.repeat(32);
const redacted = (body: string, isSecret = false) =>
  redactBody(body, { isSecret, secrets: ['the-secret-of-the-run'] });

describe('redactBody', () => {
  test.each([
    ['a key of the platform', { text: 'use mi_live_0123456789' }, 'mi_live'],
    ['a private key in hex', { customConfig: { note: KEY } }, KEY],
    ['a token', { text: `eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl` }, 'eyJ'],
    ['a bearer token', { text: 'Bearer abcdefghijkl' }, 'abcdefgh'],
    ['a known secret', { text: 'it is the-secret-of-the-run' }, 'the-secret'],
    ['a field that is named secret', { clientSecret: 'hunter2' }, 'hunter2'],
    ['a password', { deep: [{ password: 'hunter2' }] }, 'hunter2'],
    ['an API key of another service', { API_KEY: 'hunter2' }, 'hunter2'],
    ['a private key as bytes', { privateKey: [201, 202, 203] }, '202'],
    ['a secret number', { token: 424_242 }, '424242'],
    [
      'an object under a secret name',
      { credentials: { user: 'ada', inner: { word: 'hunter2' } }, a: 1 },
      'hunter2',
    ],
    ['JSON in a text', { config: JSON.stringify({ apiKey: 'hunter2' }) }, 'hunter2'],
    ['a key as the name of a field', { mi_live_0123456789: 1 }, 'mi_live'],
    ['a short name', { pass: 'hunter2', otp: 'hunter2', pin: 'hunter2', auth: { a: 'hunter2' } }, 'hunter2'],
    ['variables', { envVars: { WORD: 'hunter2' } }, 'hunter2'],
    ['words of a wallet', { seedPhrase: 'hunter2', 'recovery phrase': 'hunter2' }, 'hunter2'],
    ['keys of encryption', { encryptionKey: 'hunter2', 'api key': 'hunter2' }, 'hunter2'],
    ['tokens', { accessTokens: ['hunter2'] }, 'hunter2'],
    ['an address with a password alone', { url: 'redis://:hunter2@host/0' }, 'hunter2'],
  ])('default: leaves out %s, and stays JSON', (_, body, secret) => {
    const clean = redacted(JSON.stringify(body));
    expect(clean).not.toContain(secret);
    expect(clean).toContain('[redacted]');
    expect(JSON.parse(clean)).toBeTypeOf('object');
  });

  test.each([
    ['password=hunter2&a=1', 'password=[redacted]&a=1'],
    ['a=1&api%5Fkey=hunter2', 'a=1&api%5Fkey=[redacted]'],
    ['client_secret=hun', 'client_secret=[redacted]'],
    ['note=use+mi_live_0123456789&b', 'note=use [redacted]&b'],
    [`json=${encodeURIComponent('{"token":"hunter2"}')}`, 'json={"token":"[redacted]"}'],
    ['%E0%A4=x&title=Audit+Q1', '%E0%A4=x&title=Audit+Q1'],
  ])('default: finds secrets in the form %s', (body, expected) => {
    expect(redacted(body)).toBe(expected);
  });

  test.each(['github_pat_', 'glpat-', 'npm_', 'AIza', 'hf_', 'whsec_', 'sk_live_', 'ghs_', 'xoxe-', 'ya29.'])(
    'default: leaves out a key of another service: %s…',
    (prefix) => {
      expect(redacted(JSON.stringify({ text: `use ${prefix}0123456789abcdef` }))).toBe(
        '{"text":"use [redacted]"}',
      );
    },
  );

  test('default: finds JSON that does not begin the body', () => {
    for (const start of ['\uFEFF', '// a comment\n', ")]}',\n"]) {
      expect(redacted(`${start}{"password":"hunter2"}`)).toBe(`${start}{"password":"[redacted]"}`);
    }
  });

  test('behavior: collects the values that are secret by their names', () => {
    const found = new Set<string>();
    redactBody('{"password":"one\\n","a":"b","token":{"c":["two",3]}}', {
      isSecret: false,
      secrets: [],
      found,
    });
    redactBody('pwd=th%72ee&d=e', { isSecret: false, secrets: [], found });
    expect([...found]).toEqual(['one\n', 'two', '3', 'three']);
  });

  test('default: finds secrets that are written with escapes', () => {
    expect(redacted('{"\\u0061piKey":"hunter2"}')).toBe(
      '{"apiKey":"[redacted]"}'.replace('apiKey', '\\u0061piKey'),
    );
    expect(redacted('{"a":"\\u006di_live_0123456789"}')).toBe('{"a":"[redacted]"}');
  });

  test('default: leaves other values as they are', () => {
    const body =
      '{ "title": "Keys \\u00e4 [x]", "total_tokens": 12, "list": [1, null, true, {"a": "b, c: d"}], ' +
      `"sha": "sha256:${KEY}"}`;
    expect(redacted(body)).toBe(body);
    expect(redacted('plain text, {not json}')).toBe('plain text, {not json}');
    expect(redacted('')).toBe('');
  });

  test.each([
    '{"a":1,"apiKey":"hunter2 and mo',
    '{"a":1,"secret":{"inner":"hunter2',
    '{"secret":["hunter2',
    '{"a":{"b":1},"token":"hunter2\\',
    '[{"password":"hunter2"',
  ])('behavior: leaves out secrets of a body that breaks off: %s', (body) => {
    expect(redacted(body)).not.toContain('hunter2');
  });

  test('behavior: leaves out all texts of a secret body, but for names', () => {
    expect(redacted('{"A":"x","B":{"C":["y"]},"n":1}', true)).toBe(
      '{"A":"[redacted]","B":{"C":["[redacted]"]},"n":"[redacted]"}',
    );
    expect(redacted('kind: Config', true)).toBe('[redacted]');
    expect(redacted('"x"', true)).toBe('"[redacted]"');
  });

  test('behavior: reads long and hostile bodies once', () => {
    const deep = '['.repeat(100_000);
    expect(redacted(deep)).toBe(deep);
    const quotes = '"'.repeat(100_001);
    expect(redacted(`[${quotes}`).length).toBeGreaterThan(100_000);
    const slashes = `{"a":"${'\\'.repeat(100_000)}`;
    expect(redacted(slashes)).toBe(slashes);
  });
});
