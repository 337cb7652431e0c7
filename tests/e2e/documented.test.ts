import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { programOf } from './programOf.ts';
import { packages, root } from './snippets.ts';
import { undocumented, undocumentedParameters } from './undocumented.ts';

/** The declaration files that a package's `exports` name. */
async function entriesOf(name: string): Promise<string[]> {
  const folder = join(root, 'packages', name);
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { types: string } | string>;
  };
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [join(folder, entry.types)],
  );
}

test.each(packages)(
  'behavior: hovering over anything that %s exports shows its documentation',
  async (name) => {
    const entries = await entriesOf(name);
    const { missing, seen } = undocumented(programOf(entries), entries);
    expect(missing).toEqual([]);
    expect(seen).toBeGreaterThan(2);
  },
);

test('behavior: calling a method of any group shows a text for each parameter', async () => {
  const entries = await entriesOf('api');
  expect(undocumentedParameters(programOf(entries), entries)).toEqual([]);
});

describe('what is not documented is found', () => {
  const file = join(root, 'tests/e2e/.undocumented.d.ts');
  const found = (text: string): string[] =>
    undocumented(programOf([file], new Map([[file, text]])), [file]).missing;

  test('behavior: a parameter without a text', () => {
    const text =
      'export class A {\n  /** A. @param one - One. */\n  method(one: string, two: string): void;\n}';
    expect(undocumentedParameters(programOf([file], new Map([[file, text]])), [file])).toEqual([
      'A.method(two)',
    ]);
  });

  test('default: nothing where everything is', () => {
    const text = `
      /** A. */
      export interface A {
        /** One. */
        one: string;
        /** Two. */
        two(): void;
      }
      /** B. */
      export class B {
        private hidden: string;
        protected alsoHidden(): void;
        /** Three. */
        static three: A;
      }
      /** C. */
      export type C = {
        /** Four. */
        four: {
          /** Five. */
          five: string;
        }[];
      };
      /** @internal */ export const d: string;`;
    expect(found(text)).toEqual([]);
  });

  test.each([
    ['an export', 'export const a: string;', 'a'],
    ['a function', 'export function a(): void;', 'a'],
    ['a type', 'export type A = string;', 'A'],
    ['a class', 'export class A {}', 'A'],
    ['an interface under another name', 'interface A {} export type { A as B };', 'B'],
    ['a field', '/** A. */ export interface A { one: string }', 'A.one'],
    ['a method', '/** A. */ export interface A { one(): void }', 'A.one'],
    ['a member of a class', '/** A. */ export class A { readonly one: string }', 'A.one'],
    ['a static member', '/** A. */ export class A { static one(): void }', 'A.one'],
    ['an accessor', '/** A. */ export class A { get one(): string }', 'A.one'],
    ['a field of a type', '/** A. */ export type A = { one: string };', 'A.one'],
    ['a field of a part of a union', '/** A. */ export type A = string | { one: string };', 'A.one'],
    ['a field in a field', '/** A. */ export interface A {\n/** One. */ one: { two: string } }', 'A.one.two'],
    [
      'a field in a list',
      '/** A. */ export interface A {\n/** One. */ one: { two: string }[] }',
      'A.one.two',
    ],
    ['a default export', 'declare const a: string; export default a;', 'default'],
    ['a comment that is none', '// A.\nexport const a: string;', 'a'],
  ])('error: %s', (_, text, name) => {
    expect(found(text)).toEqual([name]);
  });
});
