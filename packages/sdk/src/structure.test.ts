import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts local.ts local.node.ts',
  'OS1AdminClient.ts keystoreAgent.ts',
  'MitosisClient.ts storedAgent.ts',
  'storedConfig.ts',
  'fromEnvironment.ts',
];

test('default: imports nothing from a higher layer', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: has at most 16 source files a folder, and 400 lines a file', () => {
  expect(oversized(SOURCES, { files: 16, lines: 400 })).toEqual([]);
});
