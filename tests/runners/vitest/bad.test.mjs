// Most of these fail, as their names say.
import { scriptedBrain } from '@mitosislabs/emulator';
import { emulatorTest } from '@mitosislabs/emulator/vitest';
import { MitosisClient } from '@mitosislabs/sdk';
import { beforeEach, describe, expect } from 'vitest';

const test = emulatorTest({ readyAfterMs: 5, brain: () => scriptedBrain() });
const names = async (mi) => (await mi.offices.list()).map(({ name }) => name);

test('fails: an unexpected request', async ({ clientOptions, office }) => {
  await new MitosisClient(clientOptions).tasks.get(office.id, 'none').catch(() => undefined);
});

test('fails: with hostile text and a secret', async ({ clientOptions, office }) => {
  const mi = new MitosisClient(clientOptions);
  // Vitest prints the lines around: they must not have the secret.
  const secret = ['hunter2', 'canary'].join('-');
  await mi.env.set('none', { API_KEY: secret }).catch(() => undefined);
  await mi.tasks.get(office.id, '\u001b[31mred\u202e\u0007').catch(() => undefined);
  expect(1).toBe(2);
});

test('fails: a message without a line', async ({ clientOptions, control, office }) => {
  const mi = new MitosisClient(clientOptions);
  await mi.tasks.create(office.id, { title: 'Dig', assigned_to: 'aria' });
  const [{ id }] = await mi.tasks.list(office.id);
  await mi.tasks.wait(office.id, id).catch(() => undefined);
  await control.log.expect({});
});

test('fails: it takes too long', { timeout: 500 }, async ({ clientOptions }) => {
  await new MitosisClient(clientOptions).offices.create({ name: 'late', forceCreate: true });
  await new Promise(() => undefined);
});

test('passes after the timeout', async ({ clientOptions }) => {
  expect(await names(new MitosisClient(clientOptions))).toEqual(['acme']);
});

describe('a hook that fails', () => {
  beforeEach(async ({ clientOptions }) => {
    await new MitosisClient(clientOptions).offices.create({ name: 'hook', forceCreate: true });
    throw new Error('the hook failed');
  });
  test('fails: its hook', () => undefined);
});

test('passes after the hook', async ({ clientOptions }) => {
  expect(await names(new MitosisClient(clientOptions))).toEqual(['acme']);
});

const lenient = emulatorTest({ failOnUnexpected: false });
lenient('passes: unexpected requests are allowed', async ({ clientOptions, office }) => {
  await new MitosisClient(clientOptions).tasks.get(office.id, 'none').catch(() => undefined);
});

emulatorTest({ seed: {} })('fails: there is no office', ({ office }) => office);
