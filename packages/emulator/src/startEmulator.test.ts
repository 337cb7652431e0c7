import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { echoBrain } from '@mitosislabs/agent/echo';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmulatorOptions } from './EmulatorOptions.ts';
import { startEmulator } from './startEmulator.ts';
import { failure, raw, startWorld, until, type World } from './testing/world.ts';

let folder: string;
const worlds: World[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-emulator-'));
});
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
  await rm(folder, { recursive: true });
});

async function start(options?: EmulatorOptions): Promise<World> {
  const world = await startWorld(options);
  worlds.push(world);
  return world;
}

describe('startEmulator', () => {
  test('default: starts both hosts, with a user, a key and a secret', async () => {
    const { emulator } = await start();
    for (const endpoint of [emulator.endpoint, emulator.dashboardEndpoint]) {
      expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    }
    expect(emulator.apiKey).toMatch(/^mi_emulator_/);
    expect(emulator.user).toEqual({ id: expect.any(String), email: 'dev@mitosis.test' });
    expect(emulator.jwtSecret.length).toBeGreaterThanOrEqual(32);
    const other = await start();
    expect(other.emulator.jwtSecret).not.toBe(emulator.jwtSecret);
    expect(other.emulator.apiKey).not.toBe(emulator.apiKey);
  });

  test('behavior: runs two independently', async () => {
    const [one, two] = [await start(), await start()];
    await one.office();
    expect(await two.owner.offices.list()).toEqual([]);
    const { status } = await raw(`${two.emulator.endpoint}/api/v1/offices`, {
      headers: { Authorization: `Bearer ${one.emulator.apiKey}` },
    });
    expect(status).toBe(401);
  });

  test('behavior: close ends streams and sockets at once, and can be repeated', async () => {
    const { emulator, owner, office } = await start({ data: folder });
    const { id } = await office();
    const stream = owner.messages.stream(id, { maxReconnects: 0 });
    const next = stream.next().then(
      ({ done }) => done,
      () => true,
    );
    const idle = connect(Number(new URL(emulator.endpoint).port), '127.0.0.1');
    const ended = new Promise((resolve) => idle.once('close', resolve));
    await new Promise((resolve) => idle.once('connect', resolve));
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator.close();
    expect(await next).toBe(true);
    await ended;
    expect((await failure(owner.offices.list())).status).toBe(0);
  });

  test('behavior: close closes the brain once', async () => {
    let closed = 0;
    const close = async (): Promise<void> => {
      closed++;
    };
    const { emulator } = await start({ brain: { ...echoBrain(), close } });
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator.close();
    expect(closed).toBe(1);
  });

  test('behavior: close ends running work and leaves nothing', async () => {
    const world = await start({ data: folder });
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const running = failure(world.owner.workspace.exec(id, { command: 'sleep 20' }));
    for (let index = 0; index < 5; index++) {
      await world.owner.tasks.create(id, { title: 'never done' });
      await world.owner.xmtp.sendToConversation(id, 'aria', {
        agent_id: 'admin-sdk',
        content: 'never answered',
      });
    }
    await world.close();
    expect((await running).status).toBe(0);
  });

  test('behavior: closes with await using', async () => {
    let endpoint: string;
    {
      await using emulator = await startEmulator();
      endpoint = emulator.endpoint;
      expect((await raw(`${endpoint}/healthz`)).status).toBe(200);
    }
    await expect(fetch(`${endpoint}/healthz`)).rejects.toThrow();
  });

  test('behavior: listens on the given ports', async () => {
    const free = await start();
    const port = Number(new URL(free.emulator.endpoint).port);
    await free.close();
    const { emulator } = await start({ port });
    expect(emulator.endpoint).toBe(`http://127.0.0.1:${port}`);
    const callerOfTheStart = () => startEmulator({ dashboardPort: port });
    const taken = await callerOfTheStart().catch((error: Error) => error);
    expect(taken).toBeInstanceOf(MitosisError);
    expect(Object(taken).stack).toMatch(/callerOfTheStart \(.*startEmulator\.test\.ts:\d+/);
    expect(taken).toMatchObject({ code: 'port_unavailable', hint: expect.stringContaining('port') });
  });

  test.each([
    ['port', { port: 70_000 }],
    ['port', { port: 1.5 }],
    ['dashboardPort', { dashboardPort: -1 }],
    ['initialCredits', { initialCredits: Number.NaN }],
    ['readyAfterMs', { readyAfterMs: -1 }],
    ['jwtSecret', { jwtSecret: 'short' }],
    ['dialect', { dialect: 'other' as 'both' }],
  ] as [string, EmulatorOptions][])('error: refuses %s %j', async (name, options) => {
    const error = await startEmulator(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument: `options.${name}` });
  });

  test('error: refuses invalid keys of users and agents', async () => {
    const { emulator, office } = await start();
    const { id } = await office();
    expect(() => emulator.createUser('stranger')).toThrow('email');
    expect(() => emulator.agentKey(id, 'stranger')).toThrow(MitosisError);
    expect(() => emulator.agentKey('nowhere', 'aria')).toThrow(MitosisError);
  });
});

describe('a data folder', () => {
  test('default: restores everything after a restart', async () => {
    const first = await start({ data: folder });
    const office = await first.office();
    await first.agent(office.id, 'aria');
    await first.owner.files.upload(office.id, 'a.bin', Uint8Array.of(0, 255, 13, 10));
    await first.owner.xmtp.sendToConversation(office.id, 'aria', {
      agent_id: 'admin-sdk',
      content: 'before',
    });
    await until(
      () => first.owner.xmtp.getConversationMessages(office.id, 'aria'),
      ({ length }) => length === 2,
    );
    const ledger = await first.owner.credits.history(office.id);
    const key = first.emulator.agentKey(office.id, 'aria');
    await first.close();
    const second = await start({ data: folder });
    // Keys of before stay good: only what they hash to is kept.
    expect(await second.user(first.emulator.apiKey).offices.list()).toEqual([office]);
    expect(second.emulator.user).toEqual(first.emulator.user);
    expect(second.emulator.agentKey(office.id, 'aria')).toEqual(key);
    expect(await second.owner.credits.history(office.id)).toEqual(ledger);
    const file = await second.owner.files.download(office.id, 'a.bin');
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(Uint8Array.of(0, 255, 13, 10));
    await second.owner.xmtp.sendToConversation(office.id, 'aria', {
      agent_id: 'admin-sdk',
      content: 'after',
    });
    const messages = await until(
      () => second.owner.xmtp.getConversationMessages(office.id, 'aria'),
      ({ length }) => length === 4,
    );
    expect(messages.map(({ content }) => content)).toEqual([
      'before',
      'aria here. You said: before',
      'after',
      'aria here. You said: after',
    ]);
  });

  test('behavior: resumes unfinished work of agents', async () => {
    const first = await start({ data: folder, readyAfterMs: 1_000_000 });
    const office = await first.office();
    await first.owner.employees.hire(office.id, { name: 'aria' });
    const { id } = await first.owner.tasks.create(office.id, { title: 'x' });
    await first.owner.xmtp.sendToConversation(office.id, 'aria', { agent_id: 'admin-sdk', content: 'hello' });
    await first.close();
    const second = await start({ data: folder });
    await until(
      () => second.owner.tasks.get(office.id, id),
      ({ status }) => status === 'completed',
    );
    const messages = await until(
      () => second.owner.xmtp.getConversationMessages(office.id, 'aria'),
      ({ length }) => length >= 2,
    );
    expect(messages.map(({ from_agent }) => from_agent)).toEqual(['admin-sdk', 'aria']);
  });

  test('behavior: keeps responses to Idempotency-Keys', async () => {
    const first = await start({ data: folder, brain: 'none' });
    const { id } = await first.office();
    const post = ({ emulator }: World) =>
      raw(`${emulator.endpoint}/api/v1/offices/${id}/tasks`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${first.emulator.apiKey}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': 'k',
        },
        body: '{"title":"once"}',
      });
    const before = await post(first);
    await first.close();
    const second = await start({ data: folder, brain: 'none' });
    expect((await post(second)).text).toBe(before.text);
    expect(await second.owner.tasks.stats(id)).toMatchObject({ total: 1 });
  });

  test('behavior: is for its owner only', async () => {
    const data = join(folder, 'nested', 'data');
    await start({ data });
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(data, 'emulator.db'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(data, 'emulator.db-wal'))).mode & 0o777).toBe(0o600);
  });

  test('behavior: is created with its parents, for its owner only', async () => {
    const data = join(folder, 'a', 'b');
    await start({ data });
    for (const made of [join(folder, 'a'), data]) expect((await stat(made)).mode & 0o077).toBe(0);
  });

  test('error: names a file in place of the data folder', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const data of [join(folder, 'file'), join(folder, 'file', 'below')]) {
      const error = await startEmulator({ data }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MitosisError);
      expect(error).toMatchObject({
        code: 'data_unreadable',
        message: expect.stringContaining(data),
        hint: 'Remove it, or name another folder.',
      });
    }
  });

  test('error: refuses a second emulator', async () => {
    await start({ data: folder });
    const error = await startEmulator({ data: folder }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'data_in_use', hint: expect.stringContaining('folder') });
  });
});
