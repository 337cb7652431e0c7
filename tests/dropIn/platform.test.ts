import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mi } from '../e2e/mi.ts';
import { type Home, setUp } from './setUp.ts';

let emulator: Emulator;
let home: Home;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
  home = await setUp(emulator);
});
afterAll(async () => {
  await emulator?.close();
  await home?.[Symbol.asyncDispose]();
});

describe('the command line', () => {
  const env = (): Record<string, string> => ({
    MITOSIS_HOME: join(home.path, 'nothing'),
    MITOSIS_ENDPOINT: emulator.endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: emulator.dashboardEndpoint,
    MI_API_KEY: home.env['API_KEY'] ?? '',
  });

  test('MI_API_KEY', async () => {
    const ended = await mi(['offices', 'list', '--json'], { home: home.path, env: env() });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject([{ name: 'acme' }]);
  });

  test.each(['MI_OFFICE', 'MI_OFFICE_ID'])('%s', async (name) => {
    const ended = await mi(['agents', 'list', '--json'], {
      home: home.path,
      env: { ...env(), [name]: home.office },
    });
    expect(JSON.parse(ended.stdout)).toMatchObject([{ name: 'aria' }]);
  });

  test('lists print JSON with MI_OUTPUT=json', async () => {
    for (const args of [
      ['offices', 'list'],
      ['agents', 'list'],
      ['tasks', 'list'],
      ['files', 'ls'],
      ['keys', 'list'],
    ]) {
      const options = { home: home.path, env: { ...env(), MI_OUTPUT: 'json' } };
      const { code, stdout } = await mi(args, options);
      expect({ code, isList: Array.isArray(JSON.parse(stdout)) }).toEqual({ code: 0, isList: true });
    }
  });
});

describe('the emulator', () => {
  const bearer = (key: string | undefined) => ({
    Authorization: `Bearer ${key}`,
    'Content-Type': 'application/json',
  });
  const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(emulator.endpoint + path, {
      method,
      headers: bearer(home.env['API_KEY']),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const office = (rest: string): string => `/api/v1/offices/${home.office}${rest}`;

  test('activity?category=task,lifecycle', async () => {
    const response = await call('GET', office('/employees/aria/activity?category=task,lifecycle'));
    expect(response.status).toBe(200);
    const categories = ((await response.json()) as { category: string }[]).map(({ category }) => category);
    expect(categories).toContain('lifecycle');
    expect(categories.filter((category) => !/^(task|lifecycle)$/.test(category))).toEqual([]);
    expect((await call('GET', office('/employees/aria/activity?category=task,nonsense'))).status).toBe(400);
  });

  test('PUT env in both dialects', async () => {
    expect((await call('PUT', office('/env'), { ONE: '1' })).ok).toBe(true);
    expect((await call('PUT', office('/env'), { key: 'TWO', value: '2', scope: 'office' })).ok).toBe(true);
    expect(await (await call('GET', office('/env/values'))).json()).toMatchObject({ ONE: '1', TWO: '2' });
  });

  test("POST /api/v1/offices makes an office each time, and 'admin-sdk' makes them for others", async () => {
    const admin = new MitosisClient({ endpoint: emulator.endpoint, jwt: { jwtSecret: emulator.jwtSecret } });
    const owner_id = home.env['USER_ID'] ?? '';
    const made = [];
    for (const name of ['one', 'two']) made.push(await admin.offices.create({ name, owner_id }));
    expect(made).toMatchObject([
      { name: 'one', owner_id },
      { name: 'two', owner_id },
    ]);
    expect((await admin.offices.get(home.office)).name).toBe('acme');
    await admin.close();
    for (const { id } of made) expect((await call('DELETE', `/api/v1/offices/${id}`)).ok).toBe(true);
  });

  test('cli-login with a port alone is refused, unless an option allows it', async () => {
    const path = '/api/auth/cli-login?port=4321';
    expect((await fetch(emulator.dashboardEndpoint + path)).status).toBe(400);
    await using lenient = await startEmulator({ signInWithoutState: true });
    expect((await fetch(lenient.dashboardEndpoint + path)).status).toBe(200);
  });

  test('transfer.install without from_office', async () => {
    const client = new MitosisClient({ endpoint: emulator.endpoint, apiKey: home.env['API_KEY'] ?? '' });
    const { transfer_id } = await client.transfer.prepare(home.office);
    await client.transfer.install(home.office, { transfer_id, agent: 'aria' });
    expect((await client.transfer.status(home.office, transfer_id)).transfer_id).toBe(transfer_id);
    await client.close();
  });
});
