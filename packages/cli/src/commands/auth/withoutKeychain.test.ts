import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, makeHome } from '../../../testing/runMi.ts';
import { KEY, knowingPlatform, stored } from '../../../testing/signIn.ts';

const BUS = 'DBUS_SESSION_BUS_ADDRESS';
let before: string | undefined;
beforeAll(() => {
  before = process.env[BUS];
  process.env[BUS] = 'unix:path=/nowhere';
});
afterAll(() => {
  if (before === undefined) delete process.env[BUS];
  else process.env[BUS] = before;
});

const WORK = { endpoint: 'https://m.work.example', apiKey: 'mi_work_0123456789abcdefgh' };
const AT_WORK = { work: WORK };

/** A machine whose current account has its key in a keychain that is gone; another account's is in the file. */
async function machine(endpoint: string): Promise<Home> {
  const home = await makeHome();
  const folder = home.env['MITOSIS_HOME'] ?? '';
  await mkdir(folder, { mode: 0o700 });
  const own = { endpoint, email: 'ada@example.com', apiKeyIn: 'keychain', apiKeyEntry: '0123456789abcdef' };
  const config = { ...own, defaultOffice: 'o1', profiles: AT_WORK };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  return home;
}

test('behavior: commands without a stored key work', async () => {
  await using server = await knowingPlatform();
  await using home = await machine(server.url);
  expect(await home.mi(['whoami'], { env: { MITOSIS_API_KEY: KEY } })).toMatchObject({ code: 0 });
  const elsewhere = { env: { MITOSIS_ENDPOINT: 'https://m.other.example' } };
  expect(JSON.parse((await home.mi(['whoami', '--json'], elsewhere)).stderr)).toMatchObject({
    error: { code: 'key_for_another_host', exitCode: 3 },
  });
  const list = JSON.parse((await home.mi(['auth', 'list', '--json'])).stdout);
  expect(list).toMatchObject([{ name: 'default', apiKeyIn: 'keychain' }, { name: 'work' }]);
  expect(await home.mi(['init', '--office', 'o2'])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`endpoint ${server.url}, office o2\n`),
  });
  expect(await stored(home)).toMatchObject({ apiKeyIn: 'keychain', apiKeyEntry: '0123456789abcdef' });
});

test('error: a command that needs the key names the profile and the way out', async () => {
  await using server = await knowingPlatform();
  await using home = await machine(server.url);
  const { error } = JSON.parse((await home.mi(['whoami', '--json'])).stderr);
  expect(error).toMatchObject({
    code: 'keychain_failed',
    message: expect.stringContaining('profile default'),
    hint: expect.stringContaining('mi login --profile default'),
  });
  expect(server.seen).toEqual([]);
});

test.each([
  [['logout'], { profiles: AT_WORK }],
  [['auth', 'logout', '--all'], { profiles: { work: { endpoint: WORK.endpoint } } }],
  [['auth', 'logout', '--all', '--remove'], {}],
  [['init', '--endpoint', 'https://m.new.example'], { profiles: AT_WORK }],
])('behavior: mi %j forgets the key here, and says that it is still in the keychain', async (args, left) => {
  await using server = await knowingPlatform();
  await using home = await machine(server.url);
  const { code, stderr } = await home.mi(args);
  expect(code).toBe(0);
  expect(stderr).toContain('signed out');
  expect(stderr.match(/note: An API key could not be deleted from the keychain/g)).toHaveLength(1);
  const config = await stored(home);
  expect(config).toMatchObject({ ...left, keychainLeftovers: [expect.stringContaining('default ')] });
  expect(config).not.toHaveProperty('apiKeyIn');
});
