import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { StandardSchema } from './StandardSchema.ts';
import { type Tool, tool } from './tool.ts';

const plain = { name: 'add', description: 'Adds.', run: () => 'ok' };

const schemas: Record<string, StandardSchema<unknown, { city: string; days: number }>> = {
  'zod 4': z.object({ city: z.string().min(1), days: z.number() }),
  valibot: toStandardJsonSchema(v.object({ city: v.pipe(v.string(), v.minLength(1)), days: v.number() })),
  arktype: type({ city: 'string >= 1', days: 'number' }),
};

describe.each(Object.entries(schemas))('%s', (_, input) => {
  const forecast = tool({
    ...plain,
    input,
    describe: ({ city }) => `the weather in ${city}`,
    run: ({ city, days }) => `${city}: ${days}`,
  });

  test('default: describes the input to the model', () => {
    expect(forecast.inputSchema).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string', minLength: 1 }, days: { type: 'number' } },
      required: expect.arrayContaining(['city', 'days']),
    });
    expect(forecast.describe({ city: 'Paris', days: 1 })).toBe('the weather in Paris');
  });

  test('behavior: validates the input, and names what is wrong', async () => {
    expect(await forecast.validate({ city: 'Paris', days: 2 })).toEqual({
      value: { city: 'Paris', days: 2 },
    });
    for (const bad of [
      { city: 1, days: 2 },
      { city: '', days: 2 },
    ]) {
      expect(await forecast.validate(bad)).toMatchObject({ issues: [expect.stringMatching(/city/)] });
    }
    for (const bad of [null, 'text', [], {}]) {
      expect(await forecast.validate(bad)).toHaveProperty('issues');
    }
  });
});

test('default: the input of `run` has the type of the schema', () => {
  tool({
    ...plain,
    input: z.object({ count: z.string().transform(Number) }),
    run: (input) => expectTypeOf(input).toEqualTypeOf<{ count: number }>(),
  });
  tool({
    ...plain,
    input: type({ name: 'string' }),
    run: (input) => expectTypeOf(input).toEqualTypeOf<{ name: string }>(),
  });
});

test('behavior: a transformed input reaches the tool', async () => {
  const input = z.object({ when: z.string().transform((text) => text.length) });
  const made = tool({ ...plain, input });
  expect(await made.validate({ when: 'today' })).toEqual({ value: { when: 5 } });
});

const empty = z.object({});
test.each<[string, string, () => Tool]>([
  ['a name that models refuse', 'name', () => tool({ ...plain, input: empty, name: 'look up' })],
  ['a long name', 'name', () => tool({ ...plain, input: empty, name: 'a'.repeat(65) })],
  ['no description', 'description', () => tool({ ...plain, input: empty, description: ' ' })],
  ['no function', 'run', () => tool({ ...plain, input: empty, run: 'rm' as never })],
  ['a schema of no library', 'input', () => tool({ ...plain, input: { type: 'object' } as never })],
  ['an input that is no object', 'input', () => tool({ ...plain, input: z.string() })],
  ['a schema without JSON Schema', 'input', () => tool({ ...plain, input: v.object({}) })],
  [
    'a schema that JSON Schema cannot describe',
    'input',
    () => tool({ ...plain, input: z.object({ at: z.date() }) }),
  ],
  ['a time limit of 0', 'timeoutMs', () => tool({ ...plain, input: empty, timeoutMs: 0 })],
  [
    'a misspelt option',
    'options.repeatble',
    () => tool({ ...plain, input: empty, repeatble: true } as never),
  ],
])('error: refuses %s', (_, argument, make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'invalid_argument', argument }));
});

test('behavior: a JSON Schema of your own describes a schema of any library', async () => {
  const jsonSchema = { type: 'object', properties: { at: { type: 'string' } } };
  const made = tool({ ...plain, input: v.object({ at: v.string() }), jsonSchema });
  expect(made.inputSchema).toBe(jsonSchema);
  expect(await made.validate({ at: 1 })).toHaveProperty('issues');
});
