import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/keystore';
import { Transport } from '@mitosislabs/transport';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { run } from './command.ts';

const { serveACP } = vi.hoisted(() => ({ serveACP: vi.fn() }));
vi.mock('./serveACP.ts', () => ({ serveACP }));

let emulator: Emulator;
let home: string;
let said = '';
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-acp-'));
  said = '';
  serveACP.mockReset();
  const unset = ['API_KEY', 'ENDPOINT', 'DASHBOARD_ENDPOINT', 'OFFICE'];
  for (const name of unset)
    for (const prefix of ['MITOSIS', 'MI']) vi.stubEnv(`${prefix}_${name}`, undefined);
  vi.stubEnv('MI_OFFICE_ID', undefined);
  vi.stubEnv('MITOSIS_KEYCHAIN', 'off');
  vi.stubEnv('MITOSIS_HOME', home);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

/** Keeps the account in the keystore. */
async function signIn(): Promise<void> {
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  await new Keystore({ basePath: home }).saveConfig({ endpoint, dashboardEndpoint, apiKey });
}

test('behavior: the office is that of the variables, as mi reads them; else the only one', async () => {
  await signIn();
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const offices = new OfficesAPI(new Transport({ endpoint, dashboardEndpoint, apiKey }));
  const { id } = await offices.create({ name: 'acme' });
  const officeOf = async (words: string[] = []) => {
    expect(await run(['aria', ...words]), said).toBe(0);
    return serveACP.mock.lastCall?.[0].officeId;
  };
  expect(await officeOf()).toBe(id);
  for (const name of ['MI_OFFICE_ID', 'MI_OFFICE', 'MITOSIS_OFFICE']) {
    vi.stubEnv(name, `of-${name}`);
    expect(await officeOf()).toBe(`of-${name}`);
  }
  expect(await officeOf(['--office', 'named'])).toBe('named');
});

test('behavior: signs in with the JWT secret of the keystore where there is no API key, as mi does', async () => {
  const { endpoint, dashboardEndpoint, jwtSecret } = emulator;
  const keystore = new Keystore({ basePath: home });
  await keystore.saveConfig({ endpoint, dashboardEndpoint });
  await keystore.storeJWTSecret(jwtSecret);
  expect(await run(['aria', '--office', 'o']), said).toBe(0);
  expect(serveACP.mock.lastCall?.[0].transport.authMethod).toBe('jwt');
});

test('error: a stored key is not sent to another host, and the error says so', async () => {
  await signIn();
  vi.stubEnv('MITOSIS_ENDPOINT', 'http://127.0.0.1:9');
  expect(await run(['aria', '--office', 'o'])).toBe(1);
  expect(said).toContain(`was issued for ${emulator.endpoint}`);
  expect(said).not.toContain(emulator.apiKey);
  expect(serveACP).not.toHaveBeenCalled();
});
