import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a file imports those below it. */
const LAYERS = [
  'index.ts command.ts',
  'serveACP.ts',
  'Conversation.ts History.ts',
  'promptText.ts',
  'rpcError.ts ACPOptions.ts version.ts',
];

test('default: no file imports from a layer above its own', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: a folder has at most 15 source files, and a file 400 lines', () => {
  expect(oversized(SOURCES, { files: 15, lines: 400 })).toEqual([]);
});
