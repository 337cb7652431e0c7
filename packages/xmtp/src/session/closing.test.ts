import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { upTo } from '../../test/messages.ts';
import { gate, until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import type { SessionInbox } from '../inbox/SessionInbox.ts';
import type { XMTPRoutes } from '../receive/XMTPRoutes.ts';
import { XMTPSession } from './XMTPSession.ts';

let server: ChatServer;
let folder: string;
beforeEach(async () => {
  server = await ChatServer.start();
  folder = await mkdtemp(join(tmpdir(), 'closing-'));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const open = () => new XMTPSession(server.api, 'office', 'aria');
const inboxOf = (session: XMTPSession, more = {}): Promise<SessionInbox> =>
  session.inbox({ consumer: 'worker', folder, ...more });
const asked = (kind: string) => server.requests.filter((request) => request.kind === kind).length;
/** Leaves all further requests of a kind unanswered. */
function hang(...kinds: string[]): void {
  server.fault = ({ kind }) => (kinds.includes(kind) ? { delay: Number.POSITIVE_INFINITY } : undefined);
}
const closed = { name: 'SessionError', code: 'session_closed' };

describe('a server that does not respond', () => {
  test('behavior: ends a negotiation at once, and drops START after the goodbye', async () => {
    hang('post');
    const api = server.api;
    const signals: unknown[] = [];
    const watched: XMTPRoutes = {
      listConversations: (...args) => api.listConversations(...args),
      getConversationMessages: (...args) => api.getConversationMessages(...args),
      getMessages: (...args) => api.getMessages(...args),
      send: (...args) => api.send(...args),
      sendToConversation: (office, id, message, options) => {
        signals.push(options?.signal);
        return api.sendToConversation(office, id, message, options);
      },
    };
    const session = new XMTPSession(watched, 'office', 'aria');
    const calls = [session.negotiate(), session.send('one')].map((call) =>
      expect(call).rejects.toMatchObject(closed),
    );
    await until(() => asked('post') > 0);
    const closing = session.close();
    await Promise.all(calls);
    expect(signals).toMatchObject([{ aborted: false }]);
    await closing;
    // A START that is sent again later would open a session that is never ended.
    expect(signals).toMatchObject([{ aborted: true }]);
  });

  test('behavior: refuses waiting messages at once, and drops the one being posted after the goodbye', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const before = asked('post');
    hang('post');
    const sent = expect(session.send('one')).rejects.toMatchObject({ outcome: 'unknown', cause: closed });
    const waiting = expect(session.send('two')).rejects.toMatchObject(closed);
    await until(() => asked('post') > before);
    const closing = session.close();
    await waiting;
    await closing;
    await sent;
    expect(asked('post')).toBe(before + 1);
  });

  test('behavior: does the same in a group', async () => {
    server.chat('group_1');
    const group = await new XMTPChannel(server.api).openGroup('office', 'group_1');
    hang('read');
    const calls = [group.send('one'), group.send('two'), group.receive()].map((call) =>
      expect(call).rejects.toMatchObject(closed),
    );
    await until(() => asked('read') > 0);
    await group.close();
    await Promise.all(calls);
    expect(asked('post')).toBe(0);
  });

  test('behavior: ends the search for a posted message by its signal', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const before = asked('read');
    hang('read');
    const given = new AbortController();
    // The clock stands still: no look ends by itself.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const sent = session.send('one', { signal: given.signal });
      while (asked('read') === before) await new Promise((resolve) => setImmediate(resolve));
      given.abort();
      expect(await sent).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
    // The search for the next message goes on until the session is closed.
    const next = session.send('two');
    await until(() => asked('read') > before + 1);
    await session.close();
    expect(await next).toBeUndefined();
    expect(server.posted.slice(1, 3)).toEqual(['one', 'two']);
  });

  test('behavior: starts no goodbye when its time is over', async () => {
    server.acknowledge();
    const { api } = server;
    const post = vi.spyOn(api, 'sendToConversation');
    const channel = new XMTPChannel(api);
    await Promise.all(upTo(100).map((name) => channel.negotiateSession('office', name)));
    hang('post');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const before = post.mock.calls.length;
      const closing = channel.closeAll();
      await vi.advanceTimersByTimeAsync(2_999);
      const tried = post.mock.calls.length;
      await vi.advanceTimersByTimeAsync(1);
      await closing;
      expect([tried > before, tried < before + 100]).toEqual([true, true]);
      expect(post.mock.calls.length).toBe(tried);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an inbox', () => {
  test('behavior: closing the session ends the wait for the inbox, and its first poll', async () => {
    const first = await inboxOf(open());
    const second = open();
    const waiting = expect(inboxOf(second, { waitMs: 3_600_000 })).rejects.toMatchObject(closed);
    await second.close();
    await waiting;
    await first.close();
    hang('list', 'read');
    const third = open();
    const before = server.requests.length;
    const beginning = expect(inboxOf(third, { consumer: 'new' })).rejects.toMatchObject(closed);
    await until(() => server.requests.length > before);
    await third.close();
    await beginning;
    server.fault = () => undefined;
    await (await inboxOf(open(), { consumer: 'new', waitMs: 0 })).close();
  });

  test('behavior: hands out nothing after close', async () => {
    const session = open();
    const inbox = await inboxOf(session);
    for (const content of ['one', 'two']) server.say('aria', content);
    for await (const { content } of inbox) {
      expect(content).toBe('one');
      break;
    }
    await inbox[Symbol.asyncDispose]();
    const refused = { ...closed, hint: expect.stringContaining('inbox()') };
    await expect(inbox.run(() => expect.unreachable())).rejects.toMatchObject(refused);
    await expect(inbox[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
    const contents: string[] = [];
    const next = await inboxOf(session);
    await next.run(({ content }) => {
      contents.push(content);
      if (content === 'two') void next.close();
    });
    expect(contents).toEqual(['one', 'two']);
  });

  test('behavior: ends the loop when another process has the inbox by the end of the handler', async () => {
    const first = await inboxOf(open());
    server.say('aria', 'one');
    const { opened, open: finish } = gate();
    let begun = 0;
    const run = first.run(() => {
      begun++;
      return opened;
    });
    await until(() => begun > 0);
    await first.close();
    const second = await inboxOf(open());
    finish();
    await expect(run).resolves.toBeUndefined();
    const again: string[] = [];
    await second.run(({ content }) => {
      again.push(content);
      void second.close();
    });
    expect([begun, again]).toEqual([1, ['one']]);
  });

  test('behavior: causes no leak warning with many inboxes, and many messages on one signal', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): number => warnings.push(name);
    process.on('warning', note);
    server.acknowledge();
    // As a server that shows us none of our own messages: each is looked for.
    server.page = (messages) => messages.filter(({ from_agent }) => from_agent === 'aria');
    const session = open();
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 12 }, (_, index) => inboxOf(session, { consumer: `${index}` })));
    await Promise.all(Array.from({ length: 40 }, (_, index) => session.send(`${index}`, { signal })));
    await session.close();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
