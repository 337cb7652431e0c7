import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  generateKeyPair,
  InvalidArgumentError,
  Keystore,
  MitosisClient,
  OS1AdminClient,
  type XMTPSession,
} from './index.ts';

let emulator: Emulator;
let folder: string;
let keystore: Keystore;
/** An address without a server. */
let nowhere: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 20 });
  const server = await serve(() => undefined);
  await server.close();
  nowhere = server.url;
});
afterAll(() => emulator?.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-sdk-'));
  keystore = new Keystore({ basePath: join(folder, '.os1') });
  return () => rm(folder, { recursive: true });
});

const config = () => ({
  endpoint: emulator.endpoint,
  dashboardEndpoint: emulator.dashboardEndpoint,
  apiKey: emulator.apiKey,
  validate: 'strict' as const,
});

const stored = () => {
  const { validate: _, ...account } = config();
  return account;
};

describe('MitosisClient', () => {
  test('default: does the main job with an API key', async () => {
    const mi = new MitosisClient(config(), keystore);
    const office = await mi.offices.create({ name: 'acme', forceCreate: true });
    await mi.employees.hire(office.id, { name: 'aria', modelTier: 'sonnet' });
    await expect.poll(async () => (await mi.employees.get(office.id, 'aria')).status.phase).toBe('ready');
    const session = await mi.xmtp.openSession(office.id, 'aria');
    await session.negotiate(5_000);
    await session.send('hello');
    const stream = session.stream(50);
    expect((await stream.next()).value).toMatchObject({
      from_agent: 'aria',
      content: expect.stringContaining('hello'),
    });
    await mi.close();
    expect((await stream.next()).done).toBe(true);
  });

  test('behavior: closes its sessions at the end of an `await using` block', async () => {
    const { id } = await new MitosisClient(config(), keystore).offices.create({
      name: 'block',
      forceCreate: true,
    });
    let session: XMTPSession;
    {
      await using mi = new MitosisClient(config(), keystore);
      session = await mi.xmtp.openSession(id, 'aria');
    }
    await expect(session.receive()).rejects.toMatchObject({ code: 'session_closed' });
  });

  test('behavior: has every group of the product description', () => {
    const mi = new MitosisClient(config(), keystore);
    const members = [
      ...[
        'offices',
        'employees',
        'tasks',
        'files',
        'credits',
        'xmtpApi',
        'integrations',
        'extensions',
        'events',
      ],
      ...[
        'callbacks',
        'backups',
        'env',
        'delegates',
        'messages',
        'workspace',
        'roles',
        'transfer',
        'llmPing',
      ],
      ...['whatsapp', 'chromium', 'capabilities', 'proxy', 'xmtp', 'transport'],
    ];
    expect(Object.keys(mi).sort()).toEqual(members.sort());
    expect(mi.keystore).toBe(keystore);
  });

  test('behavior: returns the existing office, marked as such, when it is created again', async () => {
    const { id, apiKey } = await emulator.createUser(`${Math.random()}@example.com`);
    const mi = new MitosisClient({ ...config(), apiKey }, keystore);
    const first = await mi.offices.create({ name: 'first' });
    expect(first).toMatchObject({ name: 'first', owner_id: id });
    expect(first.existing).toBeFalsy();
    expect(await mi.offices.create({ name: 'second' })).toMatchObject({
      id: first.id,
      name: 'first',
      existing: true,
    });
    expect((await mi.offices.create({ name: 'second', forceCreate: true })).id).not.toBe(first.id);
  });

  test('behavior: health and verifyAuth', async () => {
    expect(await new MitosisClient(config(), keystore).health()).toBe(true);
    expect(await new MitosisClient({ endpoint: nowhere }, keystore).health()).toBe(false);
    expect(await new MitosisClient(config(), keystore).verifyAuth()).toEqual({ ok: true, method: 'api-key' });
    const jwt = { jwtSecret: emulator.jwtSecret, userId: emulator.user.id };
    expect(await new MitosisClient({ endpoint: emulator.endpoint, jwt }, keystore).verifyAuth()).toEqual({
      ok: true,
      method: 'jwt',
    });
    expect(await new MitosisClient({ endpoint: emulator.endpoint }, keystore).verifyAuth()).toMatchObject({
      ok: false,
      method: 'none',
      error: expect.stringContaining('401'),
    });
    const down = await new MitosisClient({ ...config(), endpoint: nowhere }, keystore).verifyAuth();
    expect(down).toMatchObject({ ok: false, error: expect.stringContaining('ECONNREFUSED'), status: 0 });
    const stranger = await new MitosisClient({ ...config(), apiKey: 'mi_unknown' }, keystore).verifyAuth();
    expect(stranger).toMatchObject({ ok: false, method: 'api-key', status: 401 });
  });

  test('behavior: is exported under its former name', () => {
    expect(OS1AdminClient).toBe(MitosisClient);
  });

  test('error: refuses bad configuration at once', () => {
    expect(() => new MitosisClient({ endpoint: 'nonsense' }, keystore)).toThrow(InvalidArgumentError);
    expect(() => new MitosisClient({ endpoint: emulator.endpoint, apiKey: 'sk_1' }, keystore)).toThrow('mi_');
  });
});

describe('fromConfig', () => {
  test('default: uses the stored account', async () => {
    await keystore.saveConfig(stored());
    const mi = await MitosisClient.fromConfig(keystore);
    expect(await mi.verifyAuth()).toEqual({ ok: true, method: 'api-key' });
    expect(mi.transport.dashboardEndpoint).toBe(emulator.dashboardEndpoint);
  });

  test('error: throws when no account is signed in', async () => {
    await expect(MitosisClient.fromConfig(keystore)).rejects.toMatchObject({
      code: 'not_signed_in',
      hint: expect.stringContaining('mi login'),
    });
    await keystore.saveConfig({ endpoint: emulator.endpoint });
    await expect(MitosisClient.fromConfig(keystore)).rejects.toMatchObject({ code: 'not_signed_in' });
  });
});

describe('asAgent', () => {
  test('default: signs with the key of the keystore', async () => {
    const mi = new MitosisClient(config(), keystore);
    const office = await mi.offices.create({ name: 'agents', forceCreate: true });
    const { publicKey } = await keystore.generateAndStore(office.id, 'aria');
    await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
    const aria = await MitosisClient.asAgent(office.id, 'aria', emulator.endpoint, keystore);
    expect(await aria.verifyAuth()).toEqual({ ok: true, method: 'agent' });
    expect(await aria.employees.heartbeat(office.id, 'aria')).toEqual({ ok: true });
    await keystore.saveConfig(stored());
    expect((await MitosisClient.asAgent(office.id, 'aria', undefined, keystore)).transport.endpoint).toBe(
      emulator.endpoint,
    );
  });

  test('error: does not fall back to the user without a key', async () => {
    await keystore.saveConfig(stored());
    const call = MitosisClient.asAgent('office', 'aria', undefined, keystore);
    await expect(call).rejects.toMatchObject({
      code: 'no_agent_key',
      hint: expect.stringContaining('mi keys rotate'),
    });
  });

  test('error: throws when no endpoint is known', async () => {
    await keystore.storePrivateKey('office', 'aria', generateKeyPair().privateKey);
    await expect(MitosisClient.asAgent('office', 'aria', undefined, keystore)).rejects.toMatchObject({
      code: 'not_signed_in',
    });
  });
});
