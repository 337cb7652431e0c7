import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair } from '@mitosislabs/auth';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Keystore, MitosisClient, type Office } from './index.ts';

let emulator: Emulator;
let mi: MitosisClient;
let office: Office;
let keystore: Keystore;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 20 });
});
afterAll(() => emulator?.close());

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-as-'));
  keystore = new Keystore({ basePath: join(folder, '.os1') });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' }, keystore);
  office = await mi.offices.create({ name: 'as', forceCreate: true });
  return () => rm(folder, { recursive: true });
});

/** Hires an agent that knows the public key. */
async function hire(name: string, publicKey: string): Promise<void> {
  await mi.employees.hire(office.id, { name, customConfig: { publicKey } });
}

test('default: acts as an agent by name, with its stored key', async () => {
  const { publicKey } = await keystore.generateAndStore(office.id, 'aria');
  await hire('aria', publicKey);
  const aria = mi.as('aria');
  expect(aria.transport.authMethod).toBe('agent');
  expect(await aria.verifyAuth()).toEqual({ ok: true, method: 'agent' });
  await mi.employees.waitUntilReady(office.id, 'aria');
  await aria.employees.heartbeat(office.id, 'aria');
  expect(await mi.employees.presence(office.id, 'aria')).toMatchObject({ online: true });
});

test('behavior: acts as an agent with a given key, also for one call', async () => {
  const { publicKey, privateKey } = generateKeyPair();
  await hire('bob', publicKey);
  const bob = { agentId: 'bob', signingKey: privateKey };
  expect(await mi.as(bob).verifyAuth()).toEqual({ ok: true, method: 'agent' });
  // An agent sees its own office only; the owner sees all of them.
  await mi.offices.create({ name: 'other', forceCreate: true });
  expect((await mi.offices.list()).length).toBeGreaterThan(1);
  expect((await mi.offices.list({ asAgent: bob })).map(({ id }) => id)).toEqual([office.id]);
});

test('error: does not fall back to another identity without a key', async () => {
  const aria = mi.as('aria');
  await expect(aria.offices.list()).rejects.toMatchObject({ code: 'no_agent_key' });
  const { publicKey } = await keystore.generateAndStore(office.id, 'aria');
  await hire('aria', publicKey);
  expect(await aria.verifyAuth()).toMatchObject({ ok: true });
});

test('error: throws for keys in two offices when none is named', async () => {
  const { publicKey } = await keystore.generateAndStore(office.id, 'aria');
  await keystore.generateAndStore('another-office', 'aria');
  await hire('aria', publicKey);
  await expect(mi.as('aria').offices.list()).rejects.toMatchObject({
    code: 'ambiguous_agent',
    hint: expect.stringContaining("client.as('aria', officeId)"),
  });
  expect(await mi.as('aria', office.id).verifyAuth()).toMatchObject({ ok: true });
});

test('error: refuses a bad key at once', () => {
  expect(() => mi.as({ agentId: 'aria', signingKey: new Uint8Array(32) })).toThrow('zero or too large');
});
