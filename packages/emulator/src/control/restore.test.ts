import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { Faults } from '../core/Faults.ts';
import type { Platform } from '../platform/Platform.ts';
import { Idempotency } from '../server/idempotency.ts';
import { Database } from '../store/Database.ts';
import { Snapshots } from '../store/Snapshots.ts';
import { tablesOf } from '../store/tables/tables.ts';
import { HandClock } from '../testing/HandClock.ts';
import { failure, raw, startWorld, until, type World } from '../testing/world.ts';

let world: World;
afterEach(() => world?.close());

/** The pieces of an event stream as they arrive. */
async function streamOf(officeId: string, lastEventId?: string) {
  const { endpoint, apiKey } = world.emulator;
  const response = await fetch(`${endpoint}/api/v1/offices/${officeId}/messages/stream`, {
    headers: {
      Authorization: `Bearer ${apiKey}`,
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    },
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let received = '';
  return {
    cancel: () => reader.cancel(),
    /** Reads until the text has a part that matches; resolves to `end` if the stream ends first. */
    async until(pattern: RegExp): Promise<string> {
      for (;;) {
        const match = pattern.exec(received);
        if (match) {
          received = received.slice(match.index + match[0].length);
          return match[0];
        }
        const { done, value } = await reader.read();
        if (done) return 'end';
        received += decoder.decode(value, { stream: true });
      }
    },
  };
}

describe('restore', () => {
  test('default: returns to a snapshot any number of times', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const officeId = await world.officeWith('aria');
    await world.owner.tasks.create(officeId, { title: 'before' });
    await world.owner.files.upload(officeId, 'a.txt', new TextEncoder().encode('before'));
    expect(await control.snapshot('start')).toBe('start');
    const titles = async () => (await world.owner.tasks.list(officeId)).map(({ title }) => title);
    for (let round = 0; round < 3; round++) {
      await world.owner.tasks.create(officeId, { title: 'after' });
      await world.owner.files.upload(officeId, 'a.txt', new TextEncoder().encode('after'));
      await world.owner.employees.delete(officeId, 'aria');
      const later = await world.office('later');
      const extra = world.emulator.createUser('extra@mitosis.test');
      await control.restore('start');
      expect(await titles()).toEqual(['before']);
      expect(await (await world.owner.files.download(officeId, 'a.txt')).text()).toBe('before');
      expect((await world.owner.employees.list(officeId)).map(({ name }) => name)).toEqual(['aria']);
      expect(await failure(world.owner.offices.get(later.id))).toMatchObject({ status: 404 });
      expect(await failure(world.user(extra.apiKey).offices.list())).toMatchObject({ status: 401 });
    }
  });

  test('default: snapshots have names, and can be replaced and forgotten', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    expect(await control.snapshot()).toBe('snapshot-1');
    expect(await control.snapshot('mine')).toBe('mine');
    await world.office('acme');
    expect(await control.snapshot('mine')).toBe('mine');
    expect(await control.snapshots()).toEqual(['snapshot-1', 'mine']);
    await control.restore('snapshot-1');
    expect(await world.owner.offices.list()).toEqual([]);
    await control.restore('mine');
    expect(await world.owner.offices.list()).toMatchObject([{ name: 'acme' }]);
    await control.forget('mine');
    await expect(control.restore('mine')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('there are "snapshot-1"'),
    });
    await expect(control.forget('mine')).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.owner.offices.list()).toMatchObject([{ name: 'acme' }]);
  });

  test('behavior: few changed rows and many lead to the same state, whatever was changed', () => {
    const db = new Database();
    const { users } = tablesOf(db);
    const rowOf = (number: number) => ({ id: `u${number}`, email: `e${number}`, created_at: 1 });
    for (let number = 0; number < 3_000; number++) users.insert(rowOf(number));
    const snapshots = new Snapshots(db);
    snapshots.take('a');
    const before = [...db.rows('users')];
    let more = 3_000;
    const ids = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => rowOf(from + index).id);
    const changes: Record<string, (count: number) => void> = {
      deleted: (count) => users.delete({ id: ids(100, count) }),
      changed: (count) => users.update({ id: ids(500, count) }, { created_at: 2 }),
      added: (count) => {
        for (let left = count; left > 0; left--) users.insert(rowOf(more++));
      },
      'in another order': (count) => {
        users.delete({ id: ids(700, count) });
        for (let left = count; left > 0; left--) users.insert(rowOf(699 + left));
      },
      'with the values of each other': (count) => {
        users.update({ id: ids(0, count) }, { created_at: 3 });
        users.update({ id: 'u1' }, { email: 'held' });
        users.update({ id: 'u2' }, { email: 'e1' });
        users.update({ id: 'u1' }, { email: 'e2' });
      },
    };
    for (const count of [1, 40, 999, 1_000, 1_500]) {
      for (const [name, change] of Object.entries(changes)) {
        change(count);
        expect([...db.rows('users')], name).not.toEqual(before);
        db.replace(() => snapshots.restore('a'));
        expect([...db.rows('users')], `${count} ${name}`).toEqual(before);
      }
    }
  });

  test('behavior: a restore is on the disk when it returns', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mitosis-restore-'));
    const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
    try {
      world = await startWorld({ brain: 'none', data });
      const { control } = world.emulator;
      const tasks = Array.from({ length: 2_000 }, (_, number) => ({ title: `Task ${number}` }));
      const { offices } = await control.seed({ offices: [{ name: 'acme', tasks }] });
      await control.snapshot('full');
      await control.reset();
      await control.restore('full');
      // Stands for a machine that loses its power now.
      await cp(data, copy, { recursive: true });
      await world.close();
      world = await startWorld({ brain: 'none', data: copy });
      const found = await world.owner.tasks.list(String(offices['acme']?.id), { limit: 1_000 });
      expect(found.length).toBe(1_000);
    } finally {
      await world.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('behavior: keeps the order of rows, and numbers of every table', () => {
    const db = new Database();
    const { users, events, tasks, offices } = tablesOf(db);
    const office = { name: 'a', owner_id: 'u', settings: '{}', secret: '', cpu: '', memory: '', tier: '' };
    offices.insert({
      id: 'o',
      ...office,
      suspended: 0,
      pods: 1,
      changes_forgotten: 0,
      created_at: 1,
      archived_at: null,
    });
    const ids = Array.from({ length: 200 }, () => randomUUID());
    for (const id of ids) users.insert({ id, email: id, created_at: 1 });
    for (const type of ids) events.insert({ office_id: 'o', type, data: '{}', created_at: 1 });
    events.delete({ seq: { '<': 50 } });
    const before = db.tables.map(({ name }) => [...db.rows(name)]);
    const snapshots = new Snapshots(db);
    snapshots.take('a');
    users.delete({ id: ids.slice(0, 100) });
    events.delete({});
    db.replace(() => snapshots.restore('a'));
    expect(db.tables.map(({ name }) => [...db.rows(name)])).toEqual(before);
    expect(users.all({}).map(({ id }) => id)).toEqual(ids);
    expect(events.insert({ office_id: 'o', type: 'x', data: '{}', created_at: 1 })).toBe(201);
    expect(tasks.all({})).toEqual([]);
    expect(() => offices.delete({ id: 'o' })).toThrow('FOREIGN KEY');
    db.close();
  });

  test('behavior: an open event stream gets a full refresh and goes on; one of a lost office ends', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const { id } = await world.office();
    await control.snapshot('start');
    const later = await world.office('later');
    const [open, lost] = [await streamOf(id), await streamOf(later.id)];
    await open.until(/: connected\n\n/);
    await lost.until(/: connected\n\n/);
    await control.restore('start');
    expect(await open.until(/event: full_refresh\n/)).toBe('event: full_refresh\n');
    expect(await lost.until(/event: full_refresh\n/)).toBe('end');
    await world.owner.tasks.create(id, { title: 'new' });
    expect(await open.until(/event: task\n/)).toBe('event: task\n');
    await open.cancel();
  });

  test('behavior: a stream that comes back with an event of the earlier state gets a full refresh', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const { id } = await world.office();
    await control.snapshot('start');
    for (const title of ['a', 'b', 'c']) await world.owner.tasks.create(id, { title });
    const [{ id: known } = { id: '' }] = (await world.owner.events.list(id)) as { id: string }[];
    await control.restore('start');
    // More events than the client knows, so that its number would lie between the first and the last one.
    for (const title of ['d', 'e', 'f', 'g', 'h']) await world.owner.tasks.create(id, { title });
    const back = await streamOf(id, known);
    expect(await back.until(/event: (full_refresh|task)\n/)).toBe('event: full_refresh\n');
    await back.cancel();
    // One that has read the new state misses nothing, and gets no refresh.
    const fresh = await streamOf(id);
    const position = (await fresh.until(/id: \d+\n/)).slice(4, -1);
    await fresh.cancel();
    await world.owner.tasks.create(id, { title: 'i' });
    const again = await streamOf(id, position);
    expect(await again.until(/event: (full_refresh|task)\n/)).toBe('event: task\n');
    await again.cancel();
  });

  test('behavior: polling of file changes from the earlier state gets a full refresh', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const { id } = await world.office();
    await control.snapshot('start');
    await world.owner.files.upload(id, 'a.txt', new Uint8Array(1));
    const { serverTime } = await world.owner.files.changes(id, 0);
    await control.restore('start');
    const stale = await world.owner.files.changes(id, serverTime);
    expect(stale).toMatchObject({ events: [], full_refresh: true });
    await world.owner.files.upload(id, 'b.txt', new Uint8Array(1));
    const next = await world.owner.files.changes(id, stale.serverTime);
    expect(next.events).toMatchObject([{ name: 'b.txt' }]);
    expect(next.full_refresh).toBeUndefined();
  });

  test('behavior: a request that began before writes nothing, and gets 409', async () => {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const faults: Faults = ({ target }) => {
      if (target.endsWith('/tasks')) arrive();
      return undefined;
    };
    world = await startWorld({ brain: 'none', faults });
    const { control, endpoint, apiKey } = world.emulator;
    const { id } = await world.office();
    await control.snapshot('start');
    const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
    const stray = request(`${endpoint}/api/v1/offices/${id}/tasks`, { method: 'POST', headers });
    const answered = once(stray, 'response') as Promise<[IncomingMessage]>;
    stray.write('{"title":');
    await arrived;
    // Its work has begun when a later request is answered.
    await world.owner.offices.list();
    await control.restore('start');
    stray.end('"stray"}');
    const [response] = await answered;
    expect(response.statusCode).toBe(409);
    expect(JSON.parse(await text(response))).toMatchObject({ code: 'state_replaced' });
    expect(await world.owner.tasks.list(id)).toEqual([]);
  });

  test('behavior: a request whose work takes long writes nothing, and its key can be used again', async () => {
    const clock = new HandClock();
    const db = new Database();
    const tables = tablesOf(db);
    const idempotency = new Idempotency({ db, tables, settings: { clock } } as unknown as Platform);
    const claim = { id: 'c', caller: 'u', operation: 'o', key: 'k' };
    const ran: string[] = [];
    const work = (name: string, workMs: number) => ({
      request: 'same',
      workMs,
      run() {
        ran.push(name);
        return { status: 200, body: name };
      },
    });
    const stray = idempotency.respond(claim, work('stray', 1));
    db.replace(() => undefined);
    const own = idempotency.respond(claim, work('own', 1));
    clock.end();
    await expect(stray).rejects.toMatchObject({ status: 409, code: 'state_replaced' });
    const joined = idempotency.respond(claim, work('joined', 0));
    clock.end();
    expect([await own, await joined]).toMatchObject([
      { body: 'own', replayed: false },
      { body: 'own', replayed: true },
    ]);
    expect(ran).toEqual(['own']);
    db.close();
  });

  test('behavior: a command line that began before writes no files', async () => {
    world = await startWorld({ brain: 'none' });
    const { control } = world.emulator;
    const { id } = await world.office();
    await control.snapshot('start');
    const stray = world.owner.workspace.exec(id, { command: 'sleep 0.3; echo stray > stray.txt' });
    const ended = stray.catch(({ code }: { code: string }) => code);
    await world.owner.offices.list();
    await control.restore('start');
    await ended;
    expect(await world.owner.files.list(id)).toEqual([]);
  });

  test('behavior: agents that no longer exist stop, and those that exist again answer', async () => {
    world = await startWorld();
    const { control } = world.emulator;
    const officeId = await world.officeWith('aria');
    await control.snapshot('one');
    await world.agent(officeId, 'bo');
    await control.snapshot('two');
    await world.owner.employees.delete(officeId, 'aria');
    await control.restore('one');
    const names = async () => (await world.owner.employees.list(officeId)).map(({ name }) => name);
    expect(await names()).toEqual(['aria']);
    const answers = async (name: string) => {
      await world.owner.xmtp.send(officeId, { agent_id: name, content: `hello ${name}` });
      return until(
        () => world.owner.xmtp.getConversationMessages(officeId, name),
        (messages) => messages.some(({ from_agent }) => from_agent === name),
      );
    };
    expect(await answers('aria')).toHaveLength(2);
    await control.restore('two');
    expect(await names()).toEqual(['aria', 'bo']);
    expect(await answers('bo')).toHaveLength(2);
    expect(await answers('aria')).toHaveLength(2);
  });

  test('behavior: a sign-in page that was open is no longer valid', async () => {
    world = await startWorld({ brain: 'none' });
    const { control, dashboardEndpoint } = world.emulator;
    await control.snapshot('start');
    const address = `${dashboardEndpoint}/api/auth/cli-login?port=5000&state=s`;
    const ticket = /name="ticket" value="([^"]+)"/.exec((await raw(address)).text)?.[1] ?? '';
    await control.restore('start');
    const { status } = await raw(`${dashboardEndpoint}/api/auth/cli-login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ticket, email: 'late@mitosis.test', action: 'sign-in' }).toString(),
    });
    expect(status).toBe(400);
  });
});
