import { chmod, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from '@mitosislabs/auth/nodeFiles';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { XMTPSession } from '../session/XMTPSession.ts';

let server: ChatServer;
let folder: string;
let session: XMTPSession;
beforeEach(async () => {
  server = await ChatServer.start();
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  session = new XMTPSession(server.api, 'office', 'aria');
});
afterEach(async () => {
  await session.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const openInbox = () => session.inbox({ consumer: 'worker', folder, waitMs: 0 });

/** Takes the inbox over, as another process does when the holder gives no sign of life. */
async function takeOver(): Promise<void> {
  const [lock = ''] = (await readdir(folder)).filter((name) => name.endsWith('.lock'));
  await rm(join(folder, lock), { recursive: true });
  await acquireLock(join(folder, lock), { waitMs: 0 });
}

test.each([
  ['tried again', 3],
  ['a dead letter', 1],
])('error: a message of an inbox that was taken over is not %s', async (_, maxAttempts) => {
  const inbox = await openInbox();
  server.say('aria', 'one');
  const seen: string[] = [];
  const run = inbox.run(
    async ({ content }) => {
      seen.push(content);
      await takeOver();
      throw new Error('poison');
    },
    { maxAttempts, onDeadLetter: () => void seen.push('dead') },
  );
  await expect(run).rejects.toMatchObject({ code: 'inbox_lost' });
  expect(seen).toEqual(['one']);
});

test('behavior: keeps the mode of an existing folder', async () => {
  await chmod(folder, 0o775);
  await (await openInbox()).close();
  expect((await stat(folder)).mode & 0o777).toBe(0o775);
});

test('error: opens after an earlier attempt met a full disk', async () => {
  const file = await open(join(folder, 'file'), 'w');
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const write = vi.spyOn(Object.getPrototypeOf(file), 'writeFile').mockRejectedValueOnce(full);
  await file.close();
  await expect(openInbox()).rejects.toMatchObject({ code: 'inbox_broken', cause: full });
  write.mockRestore();
  await (await openInbox()).close();
});
