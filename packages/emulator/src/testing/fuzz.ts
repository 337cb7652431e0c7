import type { FieldSchema } from '@mitosislabs/api/contract';

/** The name of unknown fields. */
export const UNKNOWN = 'no_schema_has_this';

const TEXTS = [
  '',
  ' ',
  'a',
  'aria',
  'bo',
  'x'.repeat(300),
  '../..',
  '__proto__',
  'constructor',
  '\u202eevil',
  '\u{1f600}',
  '%00',
  "'; DROP TABLE offices; --",
  'NaN',
  '1e999',
  '-1',
  '9'.repeat(400),
  '2026-13-45',
  '+275760-09-13T00:00:00.000Z',
  '2030-01-01T00:00:00Z',
  '{"type":"__SESSION_START__","session_id":"a","capabilities_request":true,"timestamp":1}',
  '{"type":"__SESSION_END__","session_id":"a","timestamp":1e308}',
  'restart',
  'archive',
  'ping',
  'completed',
  'running',
  'task',
  '500m',
  '99999999999999999999Gi',
  'ls | cat * > x',
] as const;
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  1.5,
  1e9,
  1e12,
  1e15,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 63,
  1e21,
  1e308,
  -1e308,
  Number.MIN_VALUE,
];

/** Reproducible random choices. */
export interface Random {
  chance(probability: number): boolean;
  of<T>(choices: readonly T[]): T;
  text(): string;
}

/** Creates choices from a seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const of = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
  return { chance: (probability) => next() < probability, of, text: () => of(TEXTS) };
}

/** Creates a value for a schema: mostly valid, often at its limits, with unknown fields. */
export function valueFor(schema: FieldSchema<unknown>, random: Random): unknown {
  if (random.chance(0.06)) return random.of([null, [], {}, true, 'x', 1, deep(60)]);
  const some = [0, 1, 2].slice(random.chance(0.5) ? 1 : 0);
  switch (schema.type) {
    case 'optional':
      return valueFor(schema.inner, random);
    case 'string':
      return random.text();
    case 'enum':
      return random.of([...schema.values, random.text()]);
    case 'boolean':
      return random.chance(0.5);
    case 'number':
    case 'integer':
    case 'time':
      return random.of(NUMBERS);
    case 'array':
      return some.map(() => valueFor(schema.items, random));
    case 'record':
      return Object.fromEntries(some.map(() => [random.text(), valueFor(schema.items, random)]));
    case 'object': {
      const own = Object.entries(schema.fields).filter(
        ([, field]) => field.type !== 'optional' || random.chance(0.6),
      );
      const entries = own.map(([name, field]) => [name, valueFor(field, random)]);
      return Object.fromEntries([...entries, [UNKNOWN, random.of([1, UNKNOWN, { [UNKNOWN]: 1 }])]]);
    }
    default:
      return random.of([{}, { name: random.text(), id: random.text() }, random.text(), 1e308, deep(40)]);
  }
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
