import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documents, exampleSnippets, readmeSnippets, root } from './snippets.ts';

// Inside this package, so that the built packages resolve as they do for a user.
const folder = join(root, 'tests/.examples');

beforeAll(() => mkdir(folder, { recursive: true }));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('behavior: every example in TSDoc, in a README and in a guide compiles against the built packages', async () => {
  const readmes = await Promise.all(documents.map((file) => readmeSnippets(file)));
  const snippets = [...(await exampleSnippets()), ...readmes.flat()];
  const where = new Map<string, string>();
  for (const [index, snippet] of snippets.entries()) {
    const file = join(folder, `${index}.ts`);
    where.set(file, snippet.where);
    await writeFile(file, `${snippet.code}\nexport {};\n`);
  }
  const program = ts.createProgram([...where.keys()], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    lib: [
      'lib.es2022.d.ts',
      'lib.dom.d.ts',
      'lib.dom.iterable.d.ts',
      'lib.dom.asynciterable.d.ts',
      'lib.esnext.disposable.d.ts',
    ],
  });
  // The AI SDK's own declarations do not compile as strictly as this.
  const isOfOthers = (file: string) => /\/node_modules\/(@ai-sdk|ai)\//.test(file);
  const found = ts.getPreEmitDiagnostics(program).filter(({ file }) => !isOfOthers(file?.fileName ?? ''));
  const problems = found.map(({ file, messageText }) => {
    const name = file?.fileName ?? '';
    return `${where.get(name) ?? name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(problems).toEqual([]);
  expect(snippets.length).toBeGreaterThan(40);
});
