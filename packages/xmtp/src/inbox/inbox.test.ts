import { mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ack, ChatServer } from '../../test/ChatServer.ts';
import { takeFrom, upTo } from '../../test/messages.ts';
import { until } from '../../test/waiting.ts';
import { openInbox } from '../inbox.ts';
import { openInbox as openElsewhere } from '../lateInbox.ts';
import type { SessionGap } from '../receive/SessionGap.ts';
import { XMTPSession } from '../session/XMTPSession.ts';
import type { InboxSource } from './InboxSource.ts';
import type { InboxOptions, MessageHandler, SessionInbox } from './SessionInbox.ts';

let server: ChatServer;
let folder: string;
const sessions: XMTPSession[] = [];
beforeEach(async () => {
  server = await ChatServer.start();
  folder = join(await mkdtemp(join(tmpdir(), 'inbox-')), '.os1', 'sessions');
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  await server.close();
  await rm(join(folder, '../..'), { recursive: true });
});

/** A new process, as far as the server and the files can tell. */
function open(options: Partial<InboxOptions> = {}, more = {}): Promise<SessionInbox> {
  const session = new XMTPSession(server.api, 'office', 'aria', more);
  sessions.push(session);
  return session.inbox({ consumer: 'worker', folder, waitMs: 0, ...options });
}

const say = (...contents: string[]) => contents.map((content) => server.say('aria', content));

// Each message is a file written and synced: a busy disk takes its time.
describe('across restarts', { timeout: 120_000 }, () => {
  test('default: continues at its position, without history, own messages and those of others', async () => {
    say('history');
    const first = await open();
    say('one');
    server.say('aria', 'mine', { from_agent: 'admin-sdk' });
    server.say('aria', 'bob’s', { from_agent: 'bob' });
    say('two');
    expect(await takeFrom(first, 2)).toEqual(['one', 'two']);
    await first.close();
    say('three');
    const second = await open();
    say('four');
    expect(await takeFrom(second, 2)).toEqual(['three', 'four']);
  });

  test('behavior: repeats an unhandled message, in this process and the next', async () => {
    const first = await open();
    say('one', 'two', 'three');
    for (let round = 0; round < 2; round++) {
      for await (const { content } of first) {
        expect(content).toBe('one');
        break;
      }
    }
    await expect(
      first.run(({ content }) => {
        if (content === 'two') throw new Error('poison');
      }),
    ).rejects.toThrow('poison');
    await first.close();
    expect(await takeFrom(await open(), 2)).toEqual(['two', 'three']);
  });

  test.each(['oldest-first', 'newest-first'] as const)(
    'behavior: delivers thousands of messages of one time from before the start, once and in order: %s',
    async (order) => {
      server.order = order;
      server.now = () => 0;
      say(...upTo(700).map((content) => `history ${content}`));
      const first = await open();
      say(...upTo(20).map((content) => `a ${content}`));
      expect(await takeFrom(first, 20)).toHaveLength(20);
      await first.close();
      say(...upTo(3_000));
      expect(await takeFrom(await open(), 300)).toEqual(upTo(300));
    },
  );

  test('behavior: finds a message that was stored late before the start', async () => {
    say(...upTo(300).map((content) => `history ${content}`));
    const first = await open();
    say(...upTo(60));
    await takeFrom(first, 60);
    await first.close();
    server.say('aria', 'late', { index: 310 });
    say('new');
    expect((await takeFrom(await open(), 2)).sort()).toEqual(['late', 'new']);
  });

  test('behavior: reports messages that are no longer available', async () => {
    server.most = 30;
    say(...upTo(100));
    await (await open()).close();
    say(...upTo(100));
    const gaps: SessionGap[] = [];
    const inbox = await open({}, { onGap: (gap: SessionGap) => gaps.push(gap) });
    expect(await takeFrom(inbox, 30)).toEqual(upTo(100).slice(70));
    expect(gaps).toHaveLength(1);
  });

  test("behavior: drops replies to frames of the consumer's earlier sessions, and delivers those to other consumers", async () => {
    const first = await open();
    const [session] = sessions;
    await session?.negotiate(0);
    await first.close();
    // The process was killed before it read these.
    const other = '00000000-0000-4000-8000-000000000000';
    say(ack(session?.sessionId ?? '', ['chat']), ack(other), 'hello');
    server.acknowledge();
    const second = await open();
    await sessions[1]?.negotiate();
    expect(await takeFrom(second, 2)).toEqual([ack(other), 'hello']);
    expect(sessions[1]?.capabilities).toEqual(['chat']);
  });

  test('behavior: keeps a position per consumer, agent and office', async () => {
    const one = await open();
    const two = await open({ consumer: '../two' });
    say('one');
    expect([await takeFrom(one, 1), await takeFrom(two, 1)]).toEqual([['one'], ['one']]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toHaveLength(2);
  });
});

describe('failing handlers', () => {
  test('behavior: handles 999 of 1,000 messages in order and reports the one that always fails', async () => {
    const inbox = await open();
    say(...upTo(1_000));
    const handled: string[] = [];
    const dead: { content: string; error: unknown; handled: number }[] = [];
    let attempts = 0;
    const over = new AbortController();
    const ended = inbox.run(
      ({ content }) => {
        if (content === '500') {
          attempts++;
          throw new Error('poison');
        }
        handled.push(content);
        if (content === '999') over.abort();
      },
      {
        signal: over.signal,
        onDeadLetter: async ({ content }, error) => {
          dead.push({ content, error, handled: handled.length });
        },
      },
    );
    await expect(ended).rejects.toMatchObject({ code: 'aborted' });
    expect(handled).toEqual(upTo(1_000).filter((content) => content !== '500'));
    expect(dead).toEqual([{ content: '500', error: new Error('poison'), handled: 500 }]);
    expect(attempts).toBe(3);
    await inbox.close();
    say('after');
    expect(await takeFrom(await open(), 1)).toEqual(['after']);
  });

  test('behavior: retries a message that fails once', async () => {
    const inbox = await open();
    say('one', 'two');
    const seen: string[] = [];
    const over = new AbortController();
    const run = inbox.run(
      ({ content }) => {
        seen.push(content);
        if (seen.length === 1) throw new Error('not yet');
        if (content === 'two') over.abort();
      },
      { signal: over.signal, onDeadLetter: () => expect.unreachable(), maxAttempts: 2 },
    );
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(seen).toEqual(['one', 'one', 'two']);
  });

  test('behavior: an error of onDeadLetter or a close ends the loop, and the message comes again', async () => {
    const first = await open();
    say('one', 'two');
    let attempts = 0;
    const fail = () => {
      attempts++;
      throw new Error('poison');
    };
    const onDeadLetter = () => Promise.reject(new Error('no place for it'));
    await expect(first.run(fail, { onDeadLetter, maxAttempts: 1 })).rejects.toThrow('no place for it');
    await first.close();
    const second = await open();
    const run = second.run(fail, { onDeadLetter, maxAttempts: 100 });
    await until(() => attempts > 2);
    await second.close();
    await expect(run).resolves.toBeUndefined();
    expect(await takeFrom(await open(), 2)).toEqual(['one', 'two']);
  });

  test.each([0, 1.5, Number.NaN])('error: refuses %s as maxAttempts', async (maxAttempts) => {
    const inbox = await open();
    await expect(inbox.run(() => undefined, { maxAttempts })).rejects.toThrow(InvalidArgumentError);
  });
});

describe('a handler that hangs', () => {
  const never = () => new Promise<void>(() => undefined);
  /** Rejects when the signal fires, as `fetch` does. */
  const obedient: MessageHandler = (_, { signal }) =>
    new Promise<void>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });

  test('default: aborts and retries the handler, then calls onDeadLetter and goes on', async () => {
    const inbox = await open();
    const [one] = say('one', 'two');
    const told: AbortSignal[] = [];
    const dead: unknown[] = [];
    const over = new AbortController();
    const run = inbox.run(
      ({ content }, { signal }) => {
        if (content === 'two') return over.abort();
        told.push(signal);
        return told.length === 1 ? never() : obedient(one as XMTPMessage, { signal });
      },
      {
        signal: over.signal,
        handlerTimeoutMs: 20,
        maxAttempts: 2,
        onDeadLetter: (...args) => void dead.push(...args.slice(0, 2)),
      },
    );
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    const late = { name: 'SessionError', code: 'handler_timeout', hint: expect.stringContaining('signal') };
    expect(told.map(({ reason }) => reason as unknown)).toMatchObject([late, late]);
    expect(dead).toMatchObject([one, late]);
    expect(String(dead[1])).toContain(`The handler took longer than 20 ms with the message ${one?.id}`);
  });

  test('behavior: ends the loop without onDeadLetter, or when that hangs, and the message comes again', async () => {
    const inbox = await open();
    say('one');
    await expect(inbox.run(never, { handlerTimeoutMs: 20 })).rejects.toMatchObject({
      code: 'handler_timeout',
    });
    const fail = () => Promise.reject(new Error('poison'));
    const options = { handlerTimeoutMs: 20, maxAttempts: 1, onDeadLetter: never };
    await expect(inbox.run(fail, options)).rejects.toThrow('The onDeadLetter took longer than 20 ms');
    await inbox.close();
    expect(await takeFrom(await open(), 1)).toEqual(['one']);
  });

  test('behavior: aborts the handler on close and by the signal of the loop, and the message comes again', async () => {
    const first = await open();
    say('one');
    const over = new AbortController();
    const aborted = first.run(
      (message, context) => {
        const done = obedient(message, context);
        over.abort(new Error('enough'));
        return done;
      },
      { signal: over.signal },
    );
    await expect(aborted).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
    const closed = first.run((message, context) => {
      const done = obedient(message, context);
      void first.close();
      return done;
    });
    await expect(closed).resolves.toBeUndefined();
    await first.close();
    expect(await takeFrom(await open(), 1)).toEqual(['one']);
  });

  test.each([0, -1, Number.NaN, 2 ** 31])(
    'error: refuses %s as handlerTimeoutMs',
    async (handlerTimeoutMs) => {
      const inbox = await open();
      await expect(inbox.run(() => undefined, { handlerTimeoutMs })).rejects.toThrow(InvalidArgumentError);
    },
  );
});

describe('exclusive use', () => {
  test('behavior: refuses a second process, or waits for the first', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ name: 'SessionError', code: 'inbox_busy' });
    const second = open({ waitMs: 60_000 });
    say('one');
    expect(await takeFrom(first, 1)).toEqual(['one']);
    await first.close();
    say('two');
    expect(await takeFrom(await second, 1)).toEqual(['two']);
    const given = new AbortController();
    const third = open({ waitMs: 60_000, signal: given.signal });
    given.abort();
    await expect(third).rejects.toMatchObject({ code: 'aborted' });
  });

  test('behavior: gives one of many processes the inbox', async () => {
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => open()));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('behavior: takes over the inbox of an ended process at once, and reports it to the former holder', async () => {
    const inbox = await open();
    const [lock = ''] = (await readdir(folder)).filter((name) => name.endsWith('.lock'));
    const [token = ''] = await readdir(join(folder, lock));
    // The number of no process.
    const gone = token.replace(/^\d+/, '4194305');
    await rename(join(folder, lock, token), join(folder, lock, gone));
    const successor = await open();
    say('one');
    await expect(takeFrom(inbox, 1)).rejects.toMatchObject({ code: 'inbox_lost' });
    expect(await takeFrom(successor, 1)).toEqual(['one']);
  });

  test('error: refuses two loops over one inbox', async () => {
    const inbox = await open();
    const first = inbox.run(() => undefined);
    await expect(inbox.run(() => undefined)).rejects.toMatchObject({ code: 'inbox_busy' });
    await inbox.close();
    await expect(first).resolves.toBeUndefined();
  });

  test('behavior: closes with the session', async () => {
    const inbox = await open();
    const run = inbox.run(() => undefined);
    await sessions[0]?.close();
    await run;
    await inbox.close();
    await (await open()).close();
    const again = sessions[0]?.inbox({ consumer: 'worker', folder });
    await expect(again).rejects.toMatchObject({ code: 'session_closed' });
  });
});

describe('files', () => {
  test('default: are readable by their owner only', async () => {
    await (await open()).close();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const names = await readdir(folder);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.json$/)]);
    expect((await stat(join(folder, names[0] ?? ''))).mode & 0o777).toBe(0o600);
  });

  test('error: refuses an unreadable position', async () => {
    await (await open()).close();
    const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    for (const text of ['', '{', 'null', '{"version":2}', '{"version":1,"seen":[1],"sessions":[]}']) {
      await writeFile(join(folder, name), text);
      await expect(open()).rejects.toMatchObject({ code: 'inbox_broken', hint: expect.any(String) });
    }
    await rm(join(folder, name));
    await symlink('/etc/hostname', join(folder, name));
    await expect(open()).rejects.toMatchObject({ code: 'inbox_broken' });
  });

  test('error: refuses a file in place of the folder', async () => {
    const file = join(folder, '../..', 'file');
    await writeFile(file, '');
    await expect(open({ folder: file })).rejects.toMatchObject({ code: 'inbox_broken' });
    await expect(open({ folder: join(file, 'sessions') })).rejects.toMatchObject({ code: 'inbox_broken' });
  });

  test.each([{ consumer: '' }, { folder: '' }, { waitMs: -1 }])(
    'error: refuses the options %j',
    async (options) => {
      await expect(open(options)).rejects.toThrow(InvalidArgumentError);
    },
  );

  test.each([undefined, null, 'worker'])('error: refuses %j in place of the options', async (options) => {
    const session = new XMTPSession(server.api, 'office', 'aria');
    await expect(openInbox(session, options as never)).rejects.toThrow(InvalidArgumentError);
  });

  test('error: reports a runtime without files', async () => {
    const source = { session: { agentName: 'aria' } } as InboxSource;
    await expect(openElsewhere(source, { consumer: 'worker' })).rejects.toMatchObject({ code: 'node_only' });
    await expect(openInbox({} as XMTPSession, { consumer: 'worker', folder })).rejects.toThrow(TypeError);
  });
});
