// Most of these fail, as their names say.
import assert from 'node:assert';
import { beforeEach, describe } from 'node:test';
import { scriptedBrain } from '@mitosislabs/emulator';
import { emulatorTest } from '@mitosislabs/emulator/node-test';
import { MitosisClient } from '@mitosislabs/sdk';

const test = emulatorTest({ readyAfterMs: 5, brain: () => scriptedBrain() });
const names = async (mi) => (await mi.offices.list()).map(({ name }) => name);

test('fails: an unexpected request', async ({ clientOptions, office }) => {
  await new MitosisClient(clientOptions).tasks.get(office.id, 'none').catch(() => undefined);
});

test('fails: its assertion', async ({ clientOptions }) => {
  await new MitosisClient(clientOptions).offices.list();
  assert.equal(1, 2);
});

test('fails: a task without a line', async ({ clientOptions, office }) => {
  const mi = new MitosisClient(clientOptions);
  const { id } = await mi.tasks.create(office.id, { title: 'Dig', assigned_to: 'aria' });
  await mi.tasks.wait(office.id, id).catch(() => undefined);
});

test('fails: it takes too long', { timeout: 500 }, async ({ clientOptions }) => {
  await new MitosisClient(clientOptions).offices.create({ name: 'late', forceCreate: true });
  await new Promise(() => undefined);
});

test('passes after the timeout', async ({ clientOptions }) => {
  assert.deepEqual(await names(new MitosisClient(clientOptions)), ['acme']);
});

describe('a hook that fails', () => {
  beforeEach(() => {
    throw new Error('the hook failed');
  });
  test('fails: its hook', () => undefined);
});

test('passes after the hook', async ({ clientOptions }) => {
  assert.deepEqual(await names(new MitosisClient(clientOptions)), ['acme']);
});
