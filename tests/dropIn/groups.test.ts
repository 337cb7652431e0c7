import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient, OS1Error } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUp } from './setUp.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
});
afterAll(() => emulator?.close());

test('tasks.list(officeId, { status, assigned_to, limit })', async () => {
  await using other = await setUp(emulator);
  const { endpoint, dashboardEndpoint } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey: other.env['API_KEY'] ?? '' });
  await client.employees.hire(other.office, { name: 'nova' });
  for (const [title, assigned_to] of [
    ['One', 'aria'],
    ['Two', 'nova'],
    ['Three', 'nova'],
  ] as const)
    await client.tasks.create(other.office, { title, assigned_to });
  await expect.poll(async () => (await client.tasks.stats(other.office)).completed).toBe(3);
  const titles = async (filter: Parameters<typeof client.tasks.list>[1]) =>
    (await client.tasks.list(other.office, filter)).map(({ title }) => title).sort();
  expect(await titles({ assigned_to: 'nova' })).toEqual(['Three', 'Two']);
  expect(await titles({ status: 'completed', assigned_to: 'aria' })).toEqual(['One']);
  expect(await titles({ status: 'queued' })).toEqual([]);
  expect(await titles({ limit: 2 })).toHaveLength(2);
  await client.close();
});

test('owner_id of CreateOfficeRequest may be given, or not', async () => {
  await using other = await setUp(emulator);
  const { endpoint, dashboardEndpoint } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey: other.env['API_KEY'] ?? '' });
  const owner_id = other.env['USER_ID'] ?? '';
  expect((await client.offices.create({ name: 'b', owner_id, forceCreate: true })).owner_id).toBe(owner_id);
  expect((await client.offices.create({ name: 'c', forceCreate: true })).owner_id).toBe(owner_id);
  await client.close();
});

test('OS1Error with status, code, message; OS1Error.isInstance in place of error.name', async () => {
  const client = new MitosisClient({ endpoint: emulator.endpoint, apiKey: emulator.apiKey });
  const error: unknown = await client.transport
    .request('GET', '/api/v1/offices/nowhere')
    .catch((reason) => reason);
  await client.close();
  expect(error).toBeInstanceOf(OS1Error);
  expect(OS1Error.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ status: 404, code: expect.any(String), name: 'NotFoundError' });
  expect(new OS1Error(418, 'short and stout', 'teapot')).toMatchObject({
    status: 418,
    message: 'short and stout',
    code: 'teapot',
  });
});
