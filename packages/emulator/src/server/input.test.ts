import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../testing/world.ts';
import { parseJson } from './input.ts';

interface Vector {
  name: string;
  expect: 'accept' | 'reject' | 'either';
  b64: string;
}

const file = new URL('../../../../tests/vectors/json_parse.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Vector[] };

describe('JSONTestSuite', () => {
  let world: World;
  let url: string;
  beforeAll(async () => {
    world = await startWorld();
    url = `${world.emulator.endpoint}/api/v1/offices/${(await world.office()).id}/settings`;
  });
  afterAll(() => world?.close());

  test('default: has all vectors', () => {
    expect(cases.length).toBeGreaterThan(300);
  });

  test.each(cases)('behavior: never answers 500 to $name ($expect)', async ({ expect: expected, b64 }) => {
    const bytes = Buffer.from(b64, 'base64');
    const headers = { Authorization: `Bearer ${world.emulator.apiKey}`, 'Content-Type': 'application/json' };
    const { status, json } = await raw(url, { method: 'PATCH', headers, body: bytes });
    expect([200, 400]).toContain(status);
    expect(json).toBeTypeOf('object');
    if (expected === 'reject') expect(status).toBe(400);
    // Settings are an object: other texts that are JSON are refused for their shape, not for their form.
    if (expected === 'accept') expect([200, 400]).toContain(status);
    if (expected === 'accept' && status === 400)
      expect(json).not.toMatchObject({ error: 'The body is not JSON in UTF-8.' });
  });
});

describe('parseJson', () => {
  const parse = (text: string) => parseJson(new TextEncoder().encode(text));

  test('default: parses JSON', () => {
    expect(parse('{"a":[1,"[[[[\\"",{"b":null}]}')).toEqual({ a: [1, '[[[["', { b: null }] });
  });

  test('behavior: keeps __proto__ as an ordinary key', () => {
    const value = parse('{"__proto__":{"polluted":true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('error: refuses JSON nested too deep, ignoring texts', () => {
    expect(parse(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array);
    expect(() => parse(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow('64 deep');
    expect(parse(`"${'['.repeat(1000)}"`)).toHaveLength(1000);
  });

  test.each(['"\\u0000"', '{"\\u0000":1}', '"\\ud800"', '["\\udc00\\ud800"]', '1e999', '[-1e999]'])(
    'error: refuses %s',
    (text) => {
      expect(() => parse(text)).toThrow();
    },
  );

  test('error: refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('UTF-8');
  });
});
