// Only one of these runs, with `--test-only`.
import assert from 'node:assert';
import { emulatorTest } from '@mitosislabs/emulator/node-test';
import { MitosisClient } from '@mitosislabs/sdk';

const test = emulatorTest();

test('does not run', () => assert.fail());
test.only('runs alone', async ({ clientOptions }) => {
  assert.equal((await new MitosisClient(clientOptions).offices.list()).length, 1);
});
