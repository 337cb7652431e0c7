import { expect, test } from 'vitest';
import * as emulator from './index.ts';

test('default: exports exactly these names', () => {
  expect(Object.keys(emulator).sort()).toEqual([
    'echoBrain',
    'readSeedFile',
    'scriptedBrain',
    'startEmulator',
  ]);
});
