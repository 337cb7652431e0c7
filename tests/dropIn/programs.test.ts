import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, tsx } from '../e2e/mi.ts';
import { root } from '../e2e/snippets.ts';
import { setUp } from './setUp.ts';

// Programs that were written for the reference client: only the name of the package is ours.
const folder = join(root, 'tests/dropIn/programs');
const programs = (await readdir(folder)).filter((name) => /\.(mjs|cjs|ts)$/.test(name));
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
});
afterAll(() => emulator?.close());

describe.concurrent('programs', () => {
  test.each(programs)('default: %s runs unchanged', async (name) => {
    await using home = await setUp(emulator);
    const file = join(folder, name);
    const loader = name.endsWith('.ts') ? tsx : [];
    const ended = await run(process.execPath, [...loader, file], {
      home: home.path,
      env: home.env,
      timeout: 280_000,
    });
    expect({ name, ...ended }).toEqual({ name, code: 0, stdout: await expectedOutput(file), stderr: '' });
  });
});

test('behavior: there are programs of every kind', () => {
  for (const extension of ['.mjs', '.cjs', '.ts'])
    expect(programs.filter((name) => name.endsWith(extension))).not.toEqual([]);
  expect(programs.length).toBeGreaterThanOrEqual(25);
});

/** Reads the comment at the end of a program, which says what it prints. */
async function expectedOutput(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const [, comment] = text.split('\n// Prints:\n');
  if (comment === undefined) throw new Error(`${file} does not say what it prints.`);
  return comment.replace(/^\/\/ ?/gm, '');
}
