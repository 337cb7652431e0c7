import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { isMissing } from '@mitosislabs/tooling/programs';
import { SecretService } from '@mitosislabs/tooling/SecretService';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ended, mi as runMi } from './mi.ts';

let service: SecretService;
let emulator: Emulator;
let home: string;

beforeAll(async () => {
  service = await SecretService.start();
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator?.close();
  await service?.close();
});
beforeEach(async () => {
  await service.unlocked();
  home = await mkdtemp(join(tmpdir(), 'mitosis-keychain-'));
});
afterEach(async () => {
  await service.unlocked();
  for (const { name } of JSON.parse((await mi('auth', 'list', '--json')).stdout)) {
    await mi('auth', 'logout', name, '--remove');
  }
  await rm(home, { recursive: true, force: true });
});

/** Runs `mi` with the keychain of these tests. */
function mi(...args: string[]): Promise<Ended> {
  const bus = process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  return runMi(args, {
    home,
    env: { DBUS_SESSION_BUS_ADDRESS: bus, MITOSIS_KEYCHAIN: '' },
    input: `${emulator.apiKey}\n`,
  });
}
const at = () => ['--endpoint', emulator.endpoint, '--dashboard', emulator.dashboardEndpoint, '--token', '-'];
const login = (...args: string[]) => mi('login', ...at(), ...args);
const file = () => readFile(join(home, '.os1/config.json'), 'utf8');

describe.skipIf(isMissing('keychain'))('where there is a keychain', () => {
  test('default: the key is there and in no file, and mi says so', async () => {
    const { code, stderr } = await login();
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('the key is in the keychain'),
    });
    expect(await file()).not.toContain(emulator.apiKey);
    const whoami = JSON.parse((await mi('whoami', '--json')).stdout);
    expect(whoami).toMatchObject({ keyFrom: 'keychain', profile: 'default', endpoint: emulator.endpoint });
    expect((await mi('whoami')).stdout).toContain('key from: the keychain of this machine');
    expect((await mi('auth', 'list')).stdout).toMatch(/^\*\tdefault\t.*\tkeychain\n$/);
    expect(await mi('offices', 'list')).toMatchObject({ code: 0 });
  });

  test('behavior: --no-keychain keeps it in the file; the next sign-in moves it', async () => {
    expect((await login('--no-keychain')).stderr).toContain(
      `the key is in ${join(home, '.os1/config.json')}`,
    );
    expect(await file()).toContain(emulator.apiKey);
    expect((await login()).stderr).toContain('the key is in the keychain');
    expect(await file()).not.toContain(emulator.apiKey);
    expect(JSON.parse((await mi('auth', 'list', '--json')).stdout)).toHaveLength(1);
  });

  test('behavior: profiles have entries of their own, which signing out deletes', async () => {
    await login();
    await login('--profile', 'work');
    expect(await mi('auth', 'logout')).toMatchObject({ code: 0 });
    expect(await mi('whoami')).toMatchObject({ code: 3 });
    expect(await mi('whoami', '--profile', 'work')).toMatchObject({ code: 0 });
    expect(await mi('auth', 'logout', '--all')).toMatchObject({ code: 0 });
    expect(await mi('whoami', '--profile', 'work')).toMatchObject({ code: 3 });
  });

  test('behavior: init keeps the key for its host, and not for another', async () => {
    await login();
    await mi('offices', 'create', '-n', 'acme');
    expect(await mi('init', '--office', 'acme')).toMatchObject({ code: 0 });
    expect(await mi('whoami')).toMatchObject({ code: 0 });
    const { stderr } = await mi('init', '--endpoint', 'https://mitosislabs.ai');
    expect(stderr).toContain('note: signed out');
    expect(await mi('whoami')).toMatchObject({ code: 3 });
  });
});

describe.skipIf(isMissing('keychain'))('where it fails', () => {
  test('default: without one, the key goes to the file', async () => {
    await service.absent();
    expect((await login()).stderr).toContain(`the key is in ${join(home, '.os1/config.json')}`);
    expect(await mi('whoami')).toMatchObject({ code: 0 });
  });

  test('behavior: locked later on: what needs no key works, and a sign-in repairs it', async () => {
    await login();
    await service.absent();
    const { code, stderr } = await mi('whoami');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: The API key of profile default could not be read from the keychain/);
    expect(stderr).toContain('hint: ');
    expect(await mi('auth', 'list')).toMatchObject({ code: 0 });
    expect(await login('--profile', 'default')).toMatchObject({ code: 0 });
    expect(await mi('whoami')).toMatchObject({ code: 0 });
    expect(await file()).toContain(emulator.apiKey);
  });
});
