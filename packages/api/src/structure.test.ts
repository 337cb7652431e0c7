import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'testing',
  'index.ts',
  'contract.ts account keys',
  'groups',
  'runtime',
  'contract waiting',
  'fixtures',
];

test('default: imports nothing from a higher layer', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: has at most 15 source files a folder, and 400 lines a file', () => {
  expect(oversized(SOURCES, { files: 15, lines: 400 })).toEqual([]);
});
