import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { scriptedBrain, startEmulator } from '@mitosislabs/emulator';
import { formatRequests } from '@mitosislabs/emulator/control';
import { MitosisClient } from '@mitosislabs/sdk';

const brain = scriptedBrain([{ message: 'hello', say: 'Hi.' }]);
let emulator;
let mi;
let office;
beforeAll(async () => {
  emulator = await startEmulator({ brain });
});
beforeEach(async () => {
  await emulator.control.reset();
  brain.reset();
  const { offices } = await emulator.control.seed({
    offices: [{ name: 'acme', agents: [{ name: 'aria' }] }],
  });
  office = offices.acme;
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
});
afterEach(async () => {
  const unexpected = await emulator.control.log.unexpected();
  if (unexpected.length > 0) throw new Error(`Unexpected requests:\n${formatRequests(unexpected)}`);
  brain.assertMatched();
});
afterAll(() => emulator.close());

test('one', async () => {
  const session = await mi.xmtp.openSession(office.id, 'aria');
  await session.send('hello');
  for await (const { content } of session.stream()) {
    expect(content).toBe('Hi.');
    break;
  }
  await session.close();
  await mi.offices.create({ name: 'one' });
});

test('two', async () => {
  expect((await mi.offices.list()).map(({ name }) => name)).toEqual(['acme']);
});

test('fails: an unexpected request', async () => {
  await mi.tasks.get(office.id, 'none').catch(() => undefined);
});
