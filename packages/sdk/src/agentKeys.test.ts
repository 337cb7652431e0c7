import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AuthenticationError, Keystore, MitosisClient } from './index.ts';

let emulator: Emulator;
let mi: MitosisClient;
let office: string;
let keystore: Keystore;
let basePath: string;
beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 20 });
});
afterAll(() => emulator?.close());
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-keys-'));
  basePath = join(folder, '.os1');
  keystore = new Keystore({ basePath });
  mi = new MitosisClient(config(), keystore);
  office = (await mi.offices.create({ name: 'keys', forceCreate: true })).id;
  return () => rm(folder, { recursive: true });
});

const config = () => ({
  endpoint: emulator.endpoint,
  dashboardEndpoint: emulator.dashboardEndpoint,
  apiKey: emulator.apiKey,
});

async function hire(options: { passphrase?: string } = {}): Promise<string> {
  const { publicKey } = await keystore.generateAndStore(office, 'aria', {
    ...options,
    endpoint: emulator.endpoint,
  });
  await mi.employees.hire(office, { name: 'aria', customConfig: { publicKey, theme: 'dark' } });
  return publicKey;
}

describe('rotateAgentKey', () => {
  test('default: signs with the new key; the old one is refused and kept as a backup', async () => {
    const before = await hire();
    const old = await MitosisClient.asAgent(office, 'aria', emulator.endpoint, keystore);
    const { publicKey } = await mi.rotateAgentKey(office, 'aria');
    expect(publicKey).not.toBe(before);
    expect(await keystore.getPublicKey(office, 'aria')).toBe(publicKey);
    const now = await MitosisClient.asAgent(office, 'aria', emulator.endpoint, keystore);
    expect(await now.verifyAuth()).toEqual({ ok: true, method: 'agent' });
    await expect(old.capabilities.self(office)).rejects.toThrow(AuthenticationError);
    const { customConfig } = await mi.employees.get(office, 'aria');
    expect(customConfig).toEqual({ publicKey, theme: 'dark' });
  });

  test('behavior: keeps a key encrypted', async () => {
    await hire({ passphrase: 'open sesame' });
    const opened = new Keystore({ basePath, passphrase: 'open sesame' });
    const client = new MitosisClient(config(), opened);
    await client.rotateAgentKey(office, 'aria');
    expect(await client.as('aria', office).verifyAuth()).toMatchObject({ ok: true });
    await expect(mi.as('aria', office).offices.list()).rejects.toMatchObject({ code: 'passphrase_needed' });
  });

  test.each([
    ['before the platform got the key', false],
    ['after the platform got it', true],
  ])('behavior: leaves the agent a valid key when interrupted %s', async (_, told) => {
    const before = await hire();
    const interrupted = keystore.rotatePrivateKey(office, 'aria', {
      tell: async (publicKey) => {
        if (told) await mi.employees.update(office, 'aria', { customConfig: { publicKey } });
        throw new Error('killed here');
      },
      works: async () => false,
    });
    await expect(interrupted).rejects.toThrow('killed here');
    expect(await keystore.getPublicKey(office, 'aria')).toBe(before);
    const aria = await MitosisClient.asAgent(office, 'aria', emulator.endpoint, keystore);
    expect(await aria.verifyAuth()).toEqual({ ok: true, method: 'agent' });
    expect(await mi.as('aria', office).verifyAuth()).toEqual({ ok: true, method: 'agent' });
    const { publicKey } = await mi.rotateAgentKey(office, 'aria');
    expect(await keystore.getPublicKey(office, 'aria')).toBe(publicKey);
    expect(publicKey).not.toBe(before);
  });

  test('error: throws without a key to replace, and for an unknown agent', async () => {
    await expect(mi.rotateAgentKey(office, 'aria')).rejects.toMatchObject({ code: 'no_agent_key' });
    const { publicKey } = await keystore.generateAndStore(office, 'aria');
    await expect(mi.rotateAgentKey(office, 'aria')).rejects.toMatchObject({ status: 404 });
    expect(await keystore.getPublicKey(office, 'aria')).toBe(publicKey);
  });
});

describe('the host of a key', () => {
  test('error: sends nothing to another host', async () => {
    await hire();
    await using other = await serve((_, response) => response.end('[]'));
    const refused = { code: 'key_for_another_host', hint: expect.stringContaining(emulator.endpoint) };
    await expect(MitosisClient.asAgent(office, 'aria', other.url, keystore)).rejects.toMatchObject(refused);
    const elsewhere = new MitosisClient({ endpoint: other.url, apiKey: 'mi_example' }, keystore);
    await expect(elsewhere.as('aria', office).offices.list()).rejects.toMatchObject(refused);
    await expect(elsewhere.rotateAgentKey(office, 'aria')).rejects.toMatchObject(refused);
    expect(other.seen).toEqual([]);
  });
});
