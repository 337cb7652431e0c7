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
