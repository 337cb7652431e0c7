import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { OS1Error } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, raw, startWorld, type World } from '../../testing/world.ts';

let world: World;
let id: string;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
  id = (await world.office()).id;
});
afterAll(() => world?.close());

const bytesOf = async (name: string) =>
  new Uint8Array(await (await world.owner.files.download(id, name)).arrayBuffer());

describe('files', () => {
  test('default: downloads the uploaded bytes', async () => {
    const content = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    await world.owner.files.upload(id, 'report.bin', content);
    expect(await bytesOf('report.bin')).toEqual(content);
    expect(await world.owner.files.list(id)).toEqual([
      { name: 'report.bin', size: 100_000, modifiedAt: new Date(time).toISOString() },
    ]);
    const response = await world.owner.files.download(id, 'report.bin');
    expect(response.headers.get('content-length')).toBe('100000');
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''report.bin");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('behavior: replaces a file by a second upload; accepts an empty file', async () => {
    await world.owner.files.upload(id, 'twice.txt', new TextEncoder().encode('a longer one'));
    await world.owner.files.upload(id, 'twice.txt', new Uint8Array());
    expect(await bytesOf('twice.txt')).toHaveLength(0);
    expect((await world.owner.files.list(id)).filter(({ name }) => name === 'twice.txt')).toMatchObject([
      { size: 0 },
    ]);
  });

  test('behavior: deletes a file', async () => {
    await world.owner.files.upload(id, 'gone.txt', new Uint8Array(1));
    await world.owner.files.delete(id, 'gone.txt');
    for (const call of [
      () => world.owner.files.download(id, 'gone.txt'),
      () => world.owner.files.delete(id, 'gone.txt'),
    ]) {
      expect(await failure(call())).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  test('behavior: lists changes since the returned time once each', async () => {
    const office = await world.office();
    const { files } = world.owner;
    const seen: string[] = [];
    let since: number | undefined;
    // The clock stands, so that everything happens in the same millisecond.
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 3; index++)
        await files.upload(office.id, `${round}-${index}`, new Uint8Array(1));
      const changes = await files.changes(office.id, since);
      expect(changes).not.toHaveProperty('full_refresh');
      seen.push(...changes.events.map(({ name }) => name));
      since = changes.serverTime;
    }
    await files.delete(office.id, '0-0');
    expect((await files.changes(office.id, since)).events).toMatchObject([{ type: 'delete', name: '0-0' }]);
    expect(seen).toHaveLength(15);
    expect(new Set(seen).size).toBe(15);
    time -= 60_000;
    const { serverTime } = await files.changes(office.id, since);
    await files.upload(office.id, 'after the clock was set back', new Uint8Array(1));
    expect((await files.changes(office.id, serverTime)).events).toHaveLength(1);
    time += 60_000;
  });

  test('behavior: requests a full refresh after too long', async () => {
    const office = await world.office();
    const { serverTime } = await world.owner.files.changes(office.id);
    await world.owner.workspace.exec(office.id, { command: `touch ${'a '.repeat(1_001)}` });
    const late = await world.owner.files.changes(office.id, serverTime);
    expect(late.full_refresh).toBe(true);
    const now = await world.owner.files.changes(office.id, late.serverTime);
    expect(now).toEqual({ events: [], serverTime: expect.any(Number) });
  });

  test('behavior: permissions restrict agents, not users', async () => {
    const office = await world.office();
    const { files } = world.owner;
    await world.agent(office.id, 'aria');
    const aria = world.as(office.id, 'aria').files;
    await files.upload(office.id, 'plan.md', new Uint8Array(1));
    expect(await files.getPermissions(office.id, 'plan.md')).toEqual([]);
    await aria.upload(office.id, 'plan.md', new Uint8Array(2));
    await files.setPermissions(office.id, 'plan.md', { agent_name: 'aria', access: 'read' });
    expect(await files.getPermissions(office.id, 'plan.md')).toEqual([
      { agent_name: 'aria', access: 'read' },
    ]);
    expect((await aria.download(office.id, 'plan.md')).status).toBe(200);
    expect(await failure(aria.upload(office.id, 'plan.md', new Uint8Array(3)))).toMatchObject({
      status: 403,
      code: 'file_forbidden',
    });
    expect(await failure(aria.delete(office.id, 'plan.md'))).toMatchObject({ status: 403 });
    await files.setPermissions(office.id, 'plan.md', { agent_name: 'aria', access: 'none' });
    expect(await failure(aria.download(office.id, 'plan.md'))).toMatchObject({ status: 403 });
    expect(await aria.list(office.id)).toEqual([]);
    expect(await files.list(office.id)).toHaveLength(1);
    const widen = aria.setPermissions(office.id, 'plan.md', { agent_name: 'aria', access: 'write' });
    expect(await failure(widen)).toMatchObject({ status: 403 });
    await files.delete(office.id, 'plan.md');
    await aria.upload(office.id, 'plan.md', new Uint8Array(1));
    expect(await files.getPermissions(office.id, 'plan.md')).toEqual([]);
  });

  test('error: refuses unknown files and agents', async () => {
    const { files } = world.owner;
    await files.upload(id, 'here.txt', new Uint8Array(1));
    const calls = [
      files.download(id, 'none'),
      files.delete(id, 'none'),
      files.getPermissions(id, 'none'),
      files.setPermissions(id, 'none', { agent_name: 'aria', access: 'read' }),
      files.setPermissions(id, 'here.txt', { agent_name: 'none', access: 'read' }),
    ];
    for (const error of await Promise.all(calls.map(failure))) expect(error).toMatchObject({ status: 404 });
  });

  test('error: answers 4xx to anything but an upload', async () => {
    const url = `${world.emulator.endpoint}/api/v1/offices/${id}/files`;
    const auth = { Authorization: `Bearer ${world.emulator.apiKey}` };
    const send = (body: BodyInit, type?: string) =>
      raw(url, { method: 'POST', headers: { ...auth, ...(type && { 'Content-Type': type }) }, body });
    expect((await send('{}', 'application/json')).status).toBe(415);
    expect((await send('x', 'application/octet-stream')).status).toBe(415);
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'multipart/form-data; boundary=',
    ]) {
      expect((await send('nonsense', type)).status).toBe(400);
    }
    const field = new FormData();
    field.append('file', 'text, not a file');
    expect((await send(field)).status).toBe(400);
    const two = new FormData();
    two.append('file', new Blob(['a']), 'a');
    two.append('file', new Blob(['b']), 'b');
    expect((await send(two)).status).toBe(400);
    const other = new FormData();
    other.append('other', new Blob(['a']), 'a');
    expect((await send(other)).status).toBe(400);
  });

  test('error: answers 413 beyond the limit', async () => {
    const large = new Uint8Array(64 * 1024 * 1024 + 1);
    expect(await failure(world.owner.files.upload(id, 'large', large))).toMatchObject({ status: 413 });
  });
});

// Hundreds of names, a call or three each: minutes on a machine that is busy.
describe('names', { timeout: 900_000 }, () => {
  const file = new URL('../../../../../tests/vectors/naughty_strings.json', import.meta.url);
  const names = JSON.parse(readFileSync(file, 'utf8')) as string[];

  test('behavior: keeps every naughty name unchanged, or refuses it with a reason', async () => {
    const office = await world.office();
    const kept: string[] = [];
    for (const [index, name] of names.entries()) {
      const content = new TextEncoder().encode(String(index));
      try {
        await world.owner.files.upload(office.id, name, content);
        kept.push(name);
        const response = await world.owner.files.download(office.id, name);
        expect([name, await response.text()]).toEqual([name, String(index)]);
        await world.owner.files.delete(office.id, name);
      } catch (error) {
        if (error instanceof OS1Error) expect([name, error.status]).toEqual([name, 400]);
        else expect(error).toBeInstanceOf(InvalidArgumentError);
      }
    }
    expect(names.length).toBeGreaterThan(500);
    expect(kept.length).toBeGreaterThan(names.length * 0.8);
    expect(await world.owner.files.list(office.id)).toEqual([]);
  });

  test.each([
    '',
    '.',
    '..',
    '_changes',
    'a\nb',
    'a\0b',
    'a\u0085b',
    '\u001b[2J',
    'x'.repeat(1025),
    'ä'.repeat(513),
  ])('error: refuses %j', async (name) => {
    const form = new FormData();
    form.append('file', new Blob(['x']), name);
    const headers = { Authorization: `Bearer ${world.emulator.apiKey}` };
    const url = `${world.emulator.endpoint}/api/v1/offices/${id}/files`;
    expect((await raw(url, { method: 'POST', headers, body: form })).status).toBe(400);
  });

  test('behavior: hires every naughty name of an agent unchanged, or answers 400', async () => {
    const office = await world.office();
    const wanted = /^[a-z0-9][a-z0-9-]{0,62}$/;
    for (const name of names) {
      const outcome = await world.owner.employees.hire(office.id, { name }).then(
        (agent) => agent.name,
        (error: unknown) => (error instanceof OS1Error ? error.status : error),
      );
      if (outcome instanceof InvalidArgumentError) expect(wanted.test(name)).toBe(false);
      else expect([name, outcome]).toEqual([name, wanted.test(name) ? name : 400]);
      time += 600_000;
    }
  });
});
