// Only one of these runs.
import { emulatorTest } from '@mitosislabs/emulator/vitest';
import { MitosisClient } from '@mitosislabs/sdk';
import { expect } from 'vitest';

const test = emulatorTest();

test('does not run', () => expect.unreachable());
test.only('runs alone', async ({ clientOptions }) => {
  expect(await new MitosisClient(clientOptions).offices.list()).toHaveLength(1);
});
