import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'testing',
  'index.ts',
  'errors.ts hosts.ts telemetry.ts',
  'core',
  'defaultWire.ts lateParts.ts lateParts.node.ts',
  'stream node',
  'response',
  'errors',
  'redact',
  'call',
  'options',
  'wire',
  'body',
  'runtime telemetry',
];

test('default: no file imports from a layer above its own', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: a folder has at most 16 source files, and a file 400 lines', () => {
  expect(oversized(SOURCES, { files: 16, lines: 400 })).toEqual([]);
});
