import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importCycles, upwardImports } from '@mitosislabs/tooling/importGraph';
import { describe, expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts',
  'testing',
  'startEmulator.ts',
  'Emulator.ts EmulatorOptions.ts agents dashboard',
  'server',
  'handlers',
  'platform',
  'workspace',
  'core',
  'store',
  'assumptions.ts errors.ts',
];

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

describe('the structure of the sources', () => {
  test('default: no file imports itself through others, nor a layer above', () => {
    expect(importCycles(SOURCES)).toEqual([]);
    expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
  });

  test('default: no folder has more than 16 files, and no file more than 400 lines', () => {
    for (const folder of new Set(files.map(dirname))) {
      const count = files.filter((file) => dirname(file) === folder).length;
      expect([folder, count <= 16]).toEqual([folder, true]);
    }
    for (const file of files) {
      const lines = readFileSync(join(SOURCES, file), 'utf8').split('\n').length;
      expect([file, lines <= 401]).toEqual([file, true]);
    }
  });

  test('error: circles and upward imports are found, also by types and in one file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'structure-'));
    try {
      writeFileSync(join(folder, 'a.ts'), "import type { B } from './b.ts';\n");
      writeFileSync(
        join(folder, 'b.ts'),
        "export * from './c.ts';\nexport const b = () => import('./d.ts');\n",
      );
      writeFileSync(join(folder, 'c.ts'), "import {\n  a,\n} from './a.ts';\n");
      writeFileSync(join(folder, 'd.ts'), "import './d.ts';\n");
      expect(importCycles(folder)).toEqual(['a.ts → b.ts → c.ts → a.ts', 'd.ts → d.ts']);
      expect(upwardImports(folder, ['a.ts b.ts', 'd.ts'])).toEqual([
        'a.ts → b.ts',
        'b.ts → c.ts',
        'c.ts is in no layer',
        'c.ts → a.ts',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
