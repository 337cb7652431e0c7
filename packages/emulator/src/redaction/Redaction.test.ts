import { expect, test } from 'vitest';
import { Redaction } from './Redaction.ts';

const KEY = 'ab'.repeat(32);
const redaction = new Redaction(['the-secret-of-the-run']);

test.each([
  ['a field', '{"client_secret":"hunter2"}'],
  ['a deep field', '{"a":[{"mnemonic":"hunter2"}]}'],
  ['a field with an object', '{"credentials":{"word":"hunter2"}}'],
  ['JSON in a text', JSON.stringify({ echo: JSON.stringify({ password: 'hunter2' }) })],
  ['a form', 'password=hunter2&a=1'],
  ['a later field of a form', 'a=1&api%5Fkey=hunter2'],
])('default: replaces the value of %s by its name', (_, body) => {
  expect(redaction.body(body)).not.toContain('hunter2');
});

test.each([
  ['a private key in hex', `use ${KEY}`, KEY],
  ['a key of the platform', 'use mi_live_0123456789', 'mi_live'],
  ['a known secret', 'it is the-secret-of-the-run', 'the-secret'],
  ['credentials in an address', 'postgres://ada:hunter2@db/x', 'hunter2'],
  ['a PEM block', '-----BEGIN EC PRIVATE KEY-----\nMIGk\n-----END EC PRIVATE KEY-----', 'MIGk'],
])('default: replaces %s in a text, a field, a header and a form', (_, text, secret) => {
  for (const body of [text, JSON.stringify({ note: text }), `note=${encodeURIComponent(text)}`]) {
    expect(redaction.body(body)).not.toContain(secret);
  }
  expect(redaction.headers({ 'x-note': text })['x-note']).not.toContain(secret);
});

test.each([
  ['a header', { authorization: 'Bearer zX9-hunter-2000' }, '', undefined],
  ['a cookie', { cookie: 'theme=dark; session=zX9-hunter-2000' }, '', undefined],
  ['a field with a secret name', {}, '{"a":[{"client_secret":"zX9-hunter-2000"}]}', undefined],
  ['the body of a secret operation', {}, '{"PLAIN":"zX9-hunter-2000"}', 'env.set'],
])('behavior: a credential in %s is replaced in later texts', (_, headers, body, operation) => {
  const learning = new Redaction();
  learning.learn(headers, body, operation);
  const later = JSON.stringify({ title: 'Use zX9-hunter-2000 for the dark theme' });
  expect(learning.body(later)).toBe('{"title":"Use [redacted] for the dark theme"}');
  expect(learning.text('/files/zX9-hunter-2000')).toBe('/files/[redacted]');
});

test('behavior: words and short texts are not taken for credentials', () => {
  const learning = new Redaction();
  learning.learn(
    { authorization: 'Bearer production' },
    '{"token":"a1","key":"development","value":"two words 2"}',
  );
  const text = 'a1, production and development in two words 2';
  expect(learning.text(text)).toBe(text);
});

test.each(['github_pat_', 'glpat-', 'hf_', 'xoxe-', 'whsec_', 'AIza', 'ASIA', 'npm_'])(
  'default: replaces a key that begins with %s',
  (prefix) => expect(redaction.text(`use ${prefix}0123456789abcdefABCDEF`)).toBe('use [redacted]'),
);

test('default: replaces all values of secret operations, but not those of failures', () => {
  expect(
    redaction.body('{"privateKey2":"x","plain":"hunter2"}', 'employees.rotateCredentials'),
  ).not.toContain('hunter2');
  expect(redaction.body('{"error":"no such office","code":"not_found"}', 'env.set')).toContain(
    'no such office',
  );
});

test('default: leaves numbers of tokens and names of secrets', () => {
  const body = JSON.stringify({ total_tokens: 7, token_count: 3, secretName: 'stripe', title: 'Audit' });
  expect(redaction.body(body)).toBe(body);
});
