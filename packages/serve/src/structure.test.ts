import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts',
  'startServer.ts',
  'createApp.ts',
  'openai a2a',
  'AgentTalks.ts',
  'AgentDirectory.ts Connections.ts Gate.ts',
  'HTTPError.ts ServeOptions.ts version.ts',
];

test('default: no file imports from a layer above its own', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: a folder has at most 15 source files, and a file 400 lines', () => {
  expect(oversized(SOURCES, { files: 15, lines: 400 })).toEqual([]);
});
