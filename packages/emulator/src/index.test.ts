import { expect, test } from 'vitest';
import * as emulator from './index.ts';

test('default: the exported names are these', () => {
  expect(Object.keys(emulator).sort()).toEqual(['echoBrain', 'startEmulator']);
});
