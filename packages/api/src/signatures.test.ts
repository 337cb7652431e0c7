import { expect, test } from 'vitest';
import types from './fixtures/types.json' with { type: 'json' };
import { classes, recordedOperations } from './testing/operations.ts';

// The recorded signatures and types, as type tests: the compiler compares them with the classes and interfaces.

/** TypeScript types for phrases in the recorded signatures. */
const WORDS: Record<string, string> = {
  'data: bytes': 'data: FileData',
  'async iterable of { event?, data, id? }': 'AsyncGenerator<ServerSentEvent, void, undefined>',
};
/** Belong to the other packages. */
const ELSEWHERE = ['Auth', 'Keystore', 'Session'];

/** One a method: what it takes, and what it comes to once it is awaited (a stream comes to itself). */
function signatures(): string[] {
  return recordedOperations.map(({ operation, args, returns }) => {
    const [group, name] = operation.split('.') as [keyof typeof classes, string];
    const method = `${classes[group].name}['${name}']`;
    const isUpload = args.includes('data: bytes');
    const kind = returns.startsWith('async iterable') ? 'Stream' : isUpload ? 'Upload' : 'Request';
    const options = `${kind}Options`;
    const parameters = [...args.map((arg) => WORDS[arg] ?? arg), `options?: ${options}`].join(', ');
    return `expectTypeOf<Call<${method}>>().toEqualTypeOf<(${parameters}) => ${WORDS[returns] ?? returns}>();`;
  });
}

function shapes(): string[] {
  return types
    .filter(({ section, name }) => !ELSEWHERE.includes(section) && name !== 'OS1Error')
    .map(({ name, fields }) => {
      const generic = name === 'Paginated' ? '<string>' : '';
      const members = Object.entries(fields as unknown as Record<string, string>).map(([field, type]) => {
        // A remark in brackets stands behind the type; the older word for `completed` is in one.
        const older = type.includes("'done'") ? " | 'done'" : '';
        const bare = type.replace(/ \(.*\)$/, '').replace(/^T\[\]$/, 'string[]');
        return `${field.startsWith('[') ? field.replace('?', '') : field}: ${bare}${older}`;
      });
      return `expectTypeOf<${name}${generic}>().toEqualTypeOf<{ ${members.join('; ')} }>();`;
    });
}

test('default: the type tests cover everything recorded', async () => {
  const lines = [...signatures(), ...shapes()];
  expect(lines.length).toBeGreaterThan(200);
  const text = lines.join('\n');
  const names = new Set(text.match(/\b[A-Z]\w+/g));
  for (const known of ['Call', 'Partial', 'Record', 'Response', 'AsyncGenerator', 'Array']) {
    names.delete(known);
  }
  for (const imported of ['RequestOptions', 'ServerSentEvent', 'StreamOptions']) names.delete(imported);
  await expect(`// Derived from fixtures/ by signatures.test.ts; \`vitest -u\` writes it again.
// biome-ignore-all format: one line each
// biome-ignore-all assist/source/organizeImports: as derived
import type { RequestOptions, ServerSentEvent, StreamOptions } from '@mitosislabs/transport';
import { expectTypeOf, test } from 'vitest';
import type {
${[...names]
  .sort()
  .map((name) => `  ${name},`)
  .join('\n')}
} from './index.ts';

/** The parameters and the result of a method. */
type Call<M extends (...args: never[]) => unknown> = (...args: Parameters<M>) => Awaited<ReturnType<M>>;

test('default: has the recorded arguments and result of every method', () => {
${signatures()
  .map((line) => `  ${line}`)
  .join('\n')}
});

test('default: has the recorded fields of every type', () => {
${shapes()
  .map((line) => `  ${line}`)
  .join('\n')}
});
`).toMatchFileSnapshot('./signatures.test-d.ts');
});
