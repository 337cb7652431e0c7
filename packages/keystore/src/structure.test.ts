import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts',
  'Keystore.ts',
  'AgentKeys.ts',
  'ConfigStore.ts',
  'store',
  'config keys',
  'encryption files keychain',
  'permissions',
  'KeystoreError.ts',
];

test('default: imports nothing from a higher layer', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: a folder has at most 16 source files, and a file 400 lines', () => {
  expect(oversized(SOURCES, { files: 16, lines: 400 })).toEqual([]);
});
