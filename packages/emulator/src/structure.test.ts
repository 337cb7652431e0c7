import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts nodeTest.ts vitest.ts',
  'fixtures testing',
  'conformance.ts',
  'conformance',
  'recording.ts',
  'recording',
  'startEmulator.ts',
  'sites.ts',
  'Emulator.ts EmulatorOptions.ts dashboard',
  'control.ts',
  'control',
  'agents',
  'server',
  'handlers',
  'platform',
  'workspace',
  'core',
  'store',
  'redaction',
  'assumptions.ts errors.ts',
];

test('default: imports nothing from a higher layer', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: has at most 16 source files a folder, and 400 lines a file', () => {
  expect(oversized(SOURCES, { files: 16, lines: 400 })).toEqual([]);
});

test('error: finds upward imports, full folders and long files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'structure-'));
  try {
    mkdirSync(join(folder, 'high'));
    writeFileSync(join(folder, 'high', 'a.ts'), "import type { B } from '../low.ts';\nimport './b.ts';\n");
    writeFileSync(join(folder, 'high', 'b.ts'), "export const c = () => import('../beside.ts');\n");
    writeFileSync(join(folder, 'low.ts'), "export type {\n  A,\n} from './high/a.ts';\n");
    writeFileSync(join(folder, 'low.test.ts'), "import './high/a.ts';\n");
    writeFileSync(join(folder, 'beside.ts'), "import './lost.ts';\n");
    writeFileSync(join(folder, 'lost.ts'), '');
    expect(upwardImports(folder, ['high beside.ts', 'low.ts']).sort()).toEqual([
      'beside.ts → lost.ts',
      'high/b.ts → beside.ts',
      'lost.ts is in no layer',
      'low.ts → high/a.ts',
    ]);
    expect(oversized(folder, { files: 2, lines: 2 })).toEqual(['low.ts: 3 lines', '.: 3 source files']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
