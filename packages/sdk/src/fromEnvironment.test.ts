import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Keystore, MitosisClient } from './index.ts';

const VARIABLES = [
  'MITOSIS_API_KEY',
  'MI_API_KEY',
  'MITOSIS_ENDPOINT',
  'MITOSIS_DASHBOARD_ENDPOINT',
  'MI_PROFILE',
];

const servers: Record<string, TestServer> = {};
let basePath: string;
beforeAll(async () => {
  for (const name of ['home', 'work', 'other'])
    servers[name] = await serve((_, response) => response.end('[]'));
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
});
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-env-'));
  basePath = join(folder, '.os1');
  for (const name of VARIABLES) vi.stubEnv(name, '');
  vi.stubEnv('MITOSIS_HOME', basePath);
  for (const { seen } of Object.values(servers)) seen.length = 0;
  return () => rm(folder, { recursive: true });
});
afterEach(() => vi.unstubAllEnvs());

const at = (name: string): string => servers[name]?.url ?? '';

async function signIn(): Promise<void> {
  await new Keystore({ basePath }).saveConfig({ endpoint: at('home'), apiKey: 'mi_home' });
  await new Keystore({ basePath, profile: 'work' }).saveConfig({ endpoint: at('work'), apiKey: 'mi_work' });
}

/** Which keys came to which server. */
function keysSeen(): string[] {
  return Object.entries(servers).flatMap(([name, { seen }]) =>
    seen.map(({ headers }) => `${name} ${headers.authorization}`),
  );
}

describe('fromConfig', () => {
  test.each([
    ['the current profile', [], 'home Bearer mi_home'],
    ['MI_PROFILE', ['MI_PROFILE=work'], 'work Bearer mi_work'],
    ['MITOSIS_API_KEY', ['MITOSIS_API_KEY=mi_env'], 'home Bearer mi_env'],
    ['MI_API_KEY', ['MI_API_KEY=mi_env'], 'home Bearer mi_env'],
    ['both', ['MI_API_KEY=mi_other', 'MITOSIS_API_KEY=mi_env'], 'home Bearer mi_env'],
    ['MI_API_KEY and a host', ['MI_API_KEY=mi_env', 'MITOSIS_ENDPOINT=other'], 'other Bearer mi_env'],
    ['a key and a profile', ['MITOSIS_API_KEY=mi_env', 'MI_PROFILE=work'], 'work Bearer mi_env'],
    ['a key and a host', ['MITOSIS_API_KEY=mi_env', 'MITOSIS_ENDPOINT=other'], 'other Bearer mi_env'],
    ['the host of the profile', ['MITOSIS_ENDPOINT=home'], 'home Bearer mi_home'],
  ])('default: signs in with %s', async (_, variables, expected) => {
    await signIn();
    for (const variable of variables) {
      const [name = '', value = ''] = variable.split('=');
      vi.stubEnv(name, name === 'MITOSIS_ENDPOINT' ? at(value) : value);
    }
    await (await MitosisClient.fromConfig()).offices.list();
    expect(keysSeen()).toEqual([expected]);
  });

  test.each([
    ['another host', ['MITOSIS_ENDPOINT'], 'key_for_another_host'],
    ['another dashboard', ['MITOSIS_DASHBOARD_ENDPOINT'], 'key_for_another_host'],
  ])('error: sends no stored key to %s', async (_, names, code) => {
    await signIn();
    for (const name of names) vi.stubEnv(name, at('other'));
    await expect(MitosisClient.fromConfig()).rejects.toMatchObject({
      code,
      hint: expect.stringContaining('MITOSIS_API_KEY'),
    });
    expect(keysSeen()).toEqual([]);
  });

  test('error: throws for a profile without an account', async () => {
    await signIn();
    vi.stubEnv('MI_PROFILE', 'stranger');
    await expect(MitosisClient.fromConfig()).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  test.each([
    ['no home', { MITOSIS_HOME: '', HOME: '' }],
    ['a home that is no path', { MITOSIS_HOME: '', HOME: 'home' }],
    ['a home that is a file', { MITOSIS_HOME: '/dev/null' }],
    ['a profile that cannot be', { MI_PROFILE: '../x' }],
  ])('behavior: works with a key and a host, and %s', async (_, variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await expect(MitosisClient.fromConfig()).rejects.toThrow();
    vi.stubEnv('MITOSIS_API_KEY', 'mi_env');
    vi.stubEnv('MITOSIS_ENDPOINT', at('other'));
    await (await MitosisClient.fromConfig()).offices.list();
    expect(keysSeen()).toEqual(['other Bearer mi_env']);
  });

  test.each([
    ['no home', { HOME: '' }],
    ['a home that is no path', { HOME: 'home' }],
    ['a home that is a file', { HOME: '/dev/null' }],
    ['a home that is not there', { HOME: '/nonexistent' }],
  ])('behavior: uses the default endpoint with only a key, and %s', async (_, variables) => {
    vi.stubEnv('MITOSIS_HOME', '');
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await expect(MitosisClient.fromConfig()).rejects.toThrow();
    vi.stubEnv('MITOSIS_API_KEY', 'mi_env');
    const { transport } = await MitosisClient.fromConfig();
    expect([transport.endpoint, transport.authMethod]).toEqual(['https://m.mitosislabs.ai', 'api-key']);
    // A profile is named, and cannot be found: its endpoint may be another one.
    vi.stubEnv('MI_PROFILE', 'work');
    if (!variables.HOME.startsWith('/')) await expect(MitosisClient.fromConfig()).rejects.toThrow('HOME');
  });

  test('error: does not ignore an unreadable keystore with only a key', async () => {
    await signIn();
    vi.stubEnv('MITOSIS_API_KEY', 'mi_env');
    await chmod(join(basePath, 'config.json'), 0o644);
    await expect(MitosisClient.fromConfig()).rejects.toMatchObject({ code: 'unsafe_file' });
  });

  test('error: does not ignore a broken profile', async () => {
    await signIn();
    const path = join(basePath, 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(
      path,
      JSON.stringify({ ...config, profiles: { work: { endpoint: 7, apiKey: 'mi_work' } } }),
    );
    await (await MitosisClient.fromConfig()).offices.list();
    vi.stubEnv('MI_PROFILE', 'work');
    await expect(MitosisClient.fromConfig()).rejects.toMatchObject({ code: 'config_invalid' });
    vi.stubEnv('MITOSIS_API_KEY', 'mi_env');
    await expect(MitosisClient.fromConfig()).rejects.toMatchObject({ code: 'config_invalid' });
    expect(keysSeen()).toEqual(['home Bearer mi_home']);
  });

  test('behavior: prefers a given keystore to the environment', async () => {
    await signIn();
    vi.stubEnv('MITOSIS_API_KEY', 'mi_env');
    vi.stubEnv('MITOSIS_ENDPOINT', at('other'));
    const keystore = new Keystore({ basePath, profile: 'work' });
    await (await MitosisClient.fromConfig(keystore)).offices.list();
    expect(keysSeen()).toEqual(['work Bearer mi_work']);
  });
});

describe('asAgent', () => {
  test('behavior: uses host and passphrase of the environment, unless the key has another host', async () => {
    await signIn();
    const passphrase = 'open sesame';
    await new Keystore({ basePath }).generateAndStore('office', 'aria', { passphrase, endpoint: at('work') });
    vi.stubEnv('MITOSIS_KEY_PASSPHRASE', passphrase);
    const refused = { code: 'key_for_another_host' };
    await expect(MitosisClient.asAgent('office', 'aria')).rejects.toMatchObject(refused);
    vi.stubEnv('MITOSIS_ENDPOINT', at('work'));
    const aria = await MitosisClient.asAgent('office', 'aria');
    expect(aria.transport.endpoint).toBe(at('work'));
    expect(keysSeen()).toEqual([]);
  });
});
