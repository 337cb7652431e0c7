import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contract } from '../contract.ts';
import { sample } from '../testing/sample.ts';
import type { Endpoint } from './Endpoint.ts';
import {
  array,
  boolean,
  enumOf,
  firstIssue,
  integer,
  number,
  optional,
  record,
  type Schema,
  shape,
  string,
  stringArray,
  stringRecord,
  time,
  unknown,
} from './schema.ts';

const endpoints: Endpoint[] = Object.values(contract).flatMap((group) => Object.values(group));
const schemas = endpoints.flatMap(({ name, body, query, output }) =>
  Object.entries({ body, query, output }).flatMap(([part, schema]) =>
    schema ? [[`${name} ${part}`, schema] as const] : [],
  ),
);
const point = shape<{ x: number; label?: string }>({ x: number, label: optional(string) });

/** The path and the problem of the first issue, joined to a sentence. */
function said(schema: Schema<unknown>, value: unknown): string | undefined {
  const issue = firstIssue(schema, value);
  return issue && [...issue.path, issue.problem].join(' ');
}

test.each(schemas)('default: finds no issue in a good value and leaves it unchanged: %s', (_, schema) => {
  const value = sample(schema);
  const copy = structuredClone(value);
  expect(firstIssue(schema, value)).toBeUndefined();
  expect(value).toEqual(copy);
});

test('behavior: inherited fields, and fields that hide those of Object, do not count', () => {
  const { body } = contract.tasks.create;
  expect(firstIssue(body, Object.create({ title: 'inherited' }))?.problem).toBe('is missing');
  expect(firstIssue(body, { title: 'a', description: undefined, priority: 1, later: null, more: true })).toBe(
    undefined,
  );
  expect(firstIssue(body, { title: 'a', constructor: class Named {} })?.problem).toContain('cannot be JSON');
});

describe('each kind of schema', () => {
  test.each<[string, Schema<unknown>, unknown[]]>([
    ['text', string, ['', 'a', '\uD800']],
    ['a number', number, [0, -0, -1.5, 1e308]],
    ['a whole number, 0 or more', integer, [0, 7, Number.MAX_SAFE_INTEGER]],
    ['0 or more', time, [0, 0.5, 1e300]],
    ['true or false', boolean, [true, false]],
    ['one of "a" | "b"', enumOf('a', 'b'), ['a', 'b']],
    ['a list', array(point), [[], [{ x: 1 }]]],
    ['a list', stringArray, [[], ['a']]],
    ['an object', record, [{}, { a: null }, Object.create(null)]],
    ['an object', stringRecord, [{}, { a: '' }]],
    ['an object', point, [{ x: 1 }, { x: 1, label: 'a', more: [null] }, { x: 1, label: undefined }]],
  ])('behavior: %s', (expected, schema, good) => {
    const kinds = { text: 'q', number: -2, list: ['q'], object: { y: true }, truth: true, null: null };
    for (const value of good) expect(firstIssue(schema, value)).toBeUndefined();
    const wrong = Object.values(kinds).filter((value) => firstIssue(schema, value)?.path.length === 0);
    expect(wrong.length).toBeGreaterThanOrEqual(expected === 'an object' ? 5 : 4);
    for (const value of wrong) expect(firstIssue(schema, value)).toMatchObject({ expected, value });
    expect(said(schema, undefined)).toBe('is missing');
    expect(firstIssue(optional(schema), undefined)).toBeUndefined();
    expect(firstIssue(optional(schema), Symbol('s'))).toMatchObject({ received: 'a symbol' });
  });
});

describe('parts', () => {
  test.each<[Schema<unknown>, unknown, string]>([
    [array(point), [{ x: 1 }, { x: 'a' }], '1 x must be a number, got text'],
    [array(point), [{ x: 1 }, {}], '1 x is missing'],
    [array(string), Array(2), '0 is missing'],
    [stringRecord, { a: 'a', b: null }, 'b must be text, got null'],
    [point, { x: 1, label: null }, 'label must be text, got null'],
    [point, { x: 1, more: { deep: [() => 1] } }, 'more deep 0 cannot be JSON: it is a function'],
    [unknown, { a: [Number.NaN] }, 'a 0 must be a finite number, got NaN'],
    [unknown, JSON.parse('{"__proto__":{"a":1}}'), ''],
    [stringRecord, JSON.parse('{"__proto__":{"a":1}}'), '__proto__ must be text, got an object'],
    [point, { x: 1, constructor: 'text', toString: 1, hasOwnProperty: [] }, ''],
    [point, Object.create({ x: 1 }), 'x is missing'],
  ])('behavior: %#', (schema, value, problem) => {
    expect(said(schema, value) ?? '').toBe(problem);
  });
});

describe('JSON', () => {
  test('behavior: accepts values with their own toJSON where any value is allowed', () => {
    expect(firstIssue(unknown, [new Date(0), { toJSON: () => ({ at: 1n }) }])).toBeUndefined();
    expect(said(string, new Date(0))).toBe('must be text, got a Date');
  });

  test('behavior: does not take a repeated part for a cycle', () => {
    const part = { x: 1 };
    expect(firstIssue(array(point), [part, part])).toBeUndefined();
    const circle: unknown[] = [];
    circle.push([circle]);
    expect(said(unknown, circle)).toBe('0 0 cannot be JSON: it contains itself');
  });

  test('behavior: accepts only values that JSON preserves', () => {
    const value = fc.anything({ withMap: true, withSet: true, withBigInt: true, withTypedArray: true });
    fc.assert(
      fc.property(value, (one) => {
        fc.pre(one !== undefined && firstIssue(unknown, one) === undefined);
        const written: unknown = JSON.parse(JSON.stringify(one));
        expect(firstIssue(unknown, written)).toBeUndefined();
        expect(JSON.stringify(written)).toBe(JSON.stringify(one));
      }),
      { numRuns: 500 },
    );
  });
});
