import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { takeFrom } from '../../test/messages.ts';
import { XMTPSession } from '../session/XMTPSession.ts';
import type { SessionInbox } from './SessionInbox.ts';

let server: ChatServer;
let folder: string;
const sessions: XMTPSession[] = [];
beforeEach(async () => {
  server = await ChatServer.start();
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  await server.close();
  await rm(folder, { recursive: true });
});

function open(): Promise<SessionInbox> {
  const session = new XMTPSession(server.api, 'office', 'aria', {});
  sessions.push(session);
  return session.inbox({ consumer: 'worker', folder, waitMs: 0 });
}

test.each(['{"version":2}', '{"version":7,"seen":[],"sessions":[],"more":{}}', '{"version":"2.0"}'])(
  'error: keeps and reports a position of a newer version: %s',
  async (text) => {
    await (await open()).close();
    const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    await writeFile(join(folder, name), text);
    const error: unknown = await open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'inbox_broken', hint: expect.stringContaining('Update') });
    expect(String(error)).toMatch(text.includes('"2.0"') ? /another version/ : /version [27],/);
    expect(String(Reflect.get(Object(error), 'hint'))).not.toMatch(/move/i);
    expect(await readFile(join(folder, name), 'utf8')).toBe(text);
  },
);

test('behavior: keeps fields of later versions', async () => {
  await (await open()).close();
  const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const state = JSON.parse(await readFile(join(folder, name), 'utf8')) as object;
  await writeFile(join(folder, name), JSON.stringify({ ...state, labels: { a: [1] } }));
  const inbox = await open();
  server.say('aria', 'one');
  expect(await takeFrom(inbox, 1)).toEqual(['one']);
  await inbox.close();
  expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({ labels: { a: [1] } });
});

test.runIf(process.platform === 'linux')(
  'behavior: the lock of a process that has ended is free, although its pid was reused',
  async () => {
    // Both run: the parent, and this process.
    for (const pid of [process.ppid, process.pid]) {
      const first = await open();
      const [lock = ''] = (await readdir(folder)).filter((name) => name.endsWith('.lock'));
      const [token = ''] = await readdir(join(folder, lock));
      await rename(join(folder, lock, token), join(folder, lock, token.replace(/^\d+-\d+/, `${pid}-1`)));
      await (await open()).close();
      await first.close();
      expect((await readdir(folder)).every((name) => name.endsWith('.json'))).toBe(true);
    }
  },
);

test('behavior: a position that is saved while the inbox is closed is whole, and nothing else stays', async () => {
  const inbox = await open();
  server.say('aria', 'one');
  server.say('aria', 'two');
  const messages = inbox[Symbol.asyncIterator]();
  expect((await messages.next()).value).toMatchObject({ content: 'one' });
  // Asking for the next message saves the position.
  const next = messages.next();
  await inbox.close();
  await next;
  const [name = '', ...others] = await readdir(folder);
  expect(others).toEqual([]);
  JSON.parse(await readFile(join(folder, name), 'utf8'));
});
