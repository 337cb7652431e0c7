import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts ask.ts feed.ts inbox.ts',
  'ask',
  'lateParts.ts lateParts.node.ts',
  'channel',
  'session',
  'lateInbox.ts lateInbox.node.ts',
  'inbox',
  'answers core',
  'send',
  'receive',
  'office protocol',
  'async',
  'errors',
];

test('default: no file imports from a layer above its own', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: a folder has at most 16 source files, and a file 400 lines', () => {
  expect(oversized(SOURCES, { files: 16, lines: 400 })).toEqual([]);
});
