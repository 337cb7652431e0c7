import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { NotFoundError, OS1Error, PermissionDeniedError } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ack, ChatServer, frameOf } from '../test/ChatServer.ts';
import { SessionError } from './SessionError.ts';
import { XMTPSession } from './XMTPSession.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

const open = (options = {}) => new XMTPSession(server.api, 'office', 'aria', options);
const texts = (messages: XMTPMessage[]) => messages.map(({ content }) => content);
const starts = () => server.posted.filter((content) => frameOf(content)?.type === '__SESSION_START__');
const ends = () => server.posted.filter((content) => frameOf(content)?.type === '__SESSION_END__');

async function take(session: XMTPSession, count: number, pollMs = 5): Promise<string[]> {
  const contents: string[] = [];
  for await (const { content } of session.stream(pollMs)) {
    contents.push(content);
    if (contents.length === count) break;
  }
  return contents;
}

describe('negotiate', () => {
  test('default: asks the agent, and says what it can do', async () => {
    server.acknowledge(['chat', 'browser']);
    const session = open();
    expect([session.state, session.capabilities]).toEqual(['new', []]);
    const agreed = await session.negotiate();
    expect(agreed).toEqual({
      sessionId: session.sessionId,
      officeId: 'office',
      agentName: 'aria',
      conversationId: 'conv_aria',
      capabilities: ['chat', 'browser'],
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(session.sessionId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect([session.state, session.capabilities]).toEqual(['open', ['chat', 'browser']]);
    const post = server.requests.find(({ kind }) => kind === 'post');
    expect(post).toMatchObject({ office: 'office', place: 'aria', body: { agent_id: 'admin-sdk' } });
    expect(JSON.parse(post?.body?.content ?? '')).toEqual({
      type: '__SESSION_START__',
      session_id: session.sessionId,
      capabilities_request: true,
      timestamp: agreed.startedAt,
    });
  });

  test('behavior: uses the conversation that there is', async () => {
    server.acknowledge();
    server.chat('bob');
    server.chat('aria');
    const session = open();
    await session.negotiate();
    expect(session.conversationId).toBe('conv_aria');
    expect(server.requests.find(({ kind }) => kind === 'post')?.place).toBe('conv_aria');
  });

  test('behavior: an agent that says nothing gets plain messages', async () => {
    const session = open();
    expect((await session.negotiate(0)).capabilities).toEqual([]);
    await session.send('hello');
    server.say('aria', 'hi');
    expect(texts(await session.receive())).toEqual(['hi']);
    expect(server.posted.slice(1)).toEqual(['hello']);
  });

  test('behavior: an acknowledgement that comes late still counts, and is nobody’s message', async () => {
    const session = open();
    await session.negotiate(0);
    server.say('aria', ack(session.sessionId, ['late']));
    server.say('aria', 'hi');
    expect(texts(await session.receive())).toEqual(['hi']);
    expect(session.capabilities).toEqual(['late']);
  });

  test('behavior: an acknowledgement under 300 messages is found, and none of them is lost', async () => {
    server.onPost = ({ content }, { peer }) => {
      const frame = frameOf(content);
      for (let index = 0; index < 300; index++) {
        server.say(peer, `${index}`);
        if (index === 3) server.say(peer, ack(frame?.session_id ?? '', ['deep']));
      }
    };
    const session = open();
    expect((await session.negotiate()).capabilities).toEqual(['deep']);
    expect(texts(await session.receive())).toEqual(Array.from({ length: 300 }, (_, index) => `${index}`));
  });

  test('behavior: what came between the question and the answer is delivered, what was there before is not', async () => {
    for (let index = 0; index < 500; index++) server.say('aria', `history ${index}`);
    server.onPost = ({ content }, { peer }) => {
      server.say(peer, 'first');
      server.say(peer, ack(frameOf(content)?.session_id ?? ''));
      server.say(peer, 'second');
    };
    const session = open();
    await session.negotiate();
    expect(texts(await session.receive())).toEqual(['first', 'second']);
    expect(await session.receive()).toEqual([]);
  });

  test('behavior: however many ask and send at once, START goes out once and first', async () => {
    server.acknowledge();
    const session = open();
    const sends = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    await Promise.all([
      session.negotiate(),
      ...sends.map((content) => session.send(content)),
      session.negotiate(),
      session.receive(),
    ]);
    await session.negotiate();
    expect(frameOf(server.posted[0] ?? '')?.type).toBe('__SESSION_START__');
    expect(server.posted.slice(1)).toEqual(sends);
  });

  test('behavior: a server that is down for a moment is asked again', async () => {
    server.acknowledge();
    const seen = new Set<string>();
    server.fault = ({ kind, routes }) => {
      if (seen.has(kind + routes) || kind === 'post') return undefined;
      seen.add(kind + routes);
      return { status: 503, headers: { 'Retry-After': '0' } };
    };
    expect((await open().negotiate()).capabilities).toEqual(['chat']);
    expect(seen.size).toBeGreaterThan(1);
    expect(starts()).toHaveLength(1);
  });

  test.each([
    { reset: true, after: true },
    { status: 502, after: true },
  ])('behavior: a START whose answer is lost is not sent again: %j', async (fault) => {
    server.acknowledge();
    server.fault = ({ kind }) => (kind === 'post' && starts().length === 0 ? fault : undefined);
    const session = open();
    expect((await session.negotiate()).capabilities).toEqual(['chat']);
    await session.send('hello');
    expect([starts().length, server.posted.at(-1)]).toEqual([1, 'hello']);
  });

  test('behavior: a START that was certainly refused is sent again', async () => {
    server.acknowledge();
    let refusals = 0;
    server.fault = ({ kind }) =>
      kind === 'post' && refusals++ < 2 ? { status: 429, headers: { 'Retry-After': '0' } } : undefined;
    expect((await open().negotiate()).capabilities).toEqual(['chat']);
    expect([refusals, starts().length]).toEqual([3, 1]);
  });

  test('error: what cannot be asked says why, and can be asked again', async () => {
    server.acknowledge();
    server.fault = ({ kind }) => (kind === 'post' ? { status: 402 } : undefined);
    const session = open();
    await expect(session.negotiate()).rejects.toMatchObject({ status: 402 });
    await expect(session.send('hello')).rejects.toMatchObject({ status: 402 });
    expect(session.state).toBe('new');
    server.fault = () => undefined;
    await session.send('hello');
    expect(server.posted.slice(1)).toEqual(['hello']);
  });

  test('error: an agent that does not exist', async () => {
    server.fault = ({ kind }) => (kind === 'post' ? { status: 404 } : undefined);
    await expect(open().negotiate()).rejects.toThrow(NotFoundError);
  });

  test('error: the caller gives up, and others do not notice', async () => {
    const session = open();
    const controller = new AbortController();
    const given = session.negotiate(20_000, { signal: controller.signal });
    const other = session.negotiate(20_000);
    controller.abort(new Error('enough'));
    await expect(given).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
    while (starts().length === 0) await session.receive();
    server.say('aria', ack(session.sessionId, ['still here']));
    expect((await other).capabilities).toEqual(['still here']);
  });

  test('behavior: when all have given up nothing goes on, and the next one takes over where they were', async () => {
    const session = open();
    const controller = new AbortController();
    const given = session.negotiate(20_000, { signal: controller.signal });
    while (starts().length === 0) await session.receive();
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    const again = session.negotiate();
    server.say('aria', ack(session.sessionId, ['chat']));
    expect((await again).capabilities).toEqual(['chat']);
    expect(starts()).toHaveLength(1);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5' as never])(
    'error: %s is no time to wait',
    async (timeoutMs) => {
      await expect(open().negotiate(timeoutMs)).rejects.toThrow(InvalidArgumentError);
      expect(server.requests).toEqual([]);
    },
  );
});

describe('send', () => {
  test('behavior: a message whose fate is unknown is not sent again, and the next ones go out', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'lost' ? { reset: true, after: true } : undefined);
    const [first, second, third] = await Promise.allSettled(
      ['one', 'lost', 'three'].map((content) => session.send(content)),
    );
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(second).toMatchObject({ reason: { outcome: 'unknown' } });
    expect(server.posted.slice(1)).toEqual(['one', 'lost', 'three']);
  });

  test('behavior: messages keep their order, however slow the server is with some', async () => {
    server.acknowledge();
    const session = open();
    const contents = Array.from({ length: 30 }, (_, index) => `${index}`);
    server.fault = ({ kind, body }) =>
      kind === 'post' && Number(body?.content) % 7 === 0 ? { delay: 30, after: true } : undefined;
    await Promise.all(contents.map((content) => session.send(content)));
    expect(server.posted.slice(1)).toEqual(contents);
  });

  test('behavior: an agent signs with its own name', async () => {
    server.acknowledge();
    await open({ agentId: 'bob' }).send('hello');
    expect(server.requests.filter(({ kind }) => kind === 'post').map(({ body }) => body?.agent_id)).toEqual([
      'bob',
      'bob',
    ]);
  });

  test('error: a message that is taken back while it waits is not sent', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const controller = new AbortController();
    server.fault = ({ body }) => (body?.content === 'slow' ? { delay: 50, after: true } : undefined);
    const slow = session.send('slow');
    const waiting = session.send('taken back', { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'SessionError', code: 'aborted' });
    await slow;
    await session.send('after');
    expect(server.posted.slice(1)).toEqual(['slow', 'after']);
  });

  test('error: one that is on its way says that nobody knows', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const controller = new AbortController();
    server.fault = ({ kind }) => {
      if (kind === 'post') setTimeout(() => controller.abort());
      return kind === 'post' ? { delay: Number.POSITIVE_INFINITY } : undefined;
    };
    const sent = session.send('hello', { signal: controller.signal });
    await expect(sent).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' });
  });

  test.each(['', undefined as never, 7 as never])('error: %j is no message', async (content) => {
    await expect(open().send(content)).rejects.toThrow(InvalidArgumentError);
    expect(server.requests).toEqual([]);
  });
});

describe('receive and stream', () => {
  test('behavior: others’ messages are nobody’s here', async () => {
    server.acknowledge();
    const session = open();
    await session.send('mine');
    server.say('aria', 'from bob', { from_agent: 'bob' });
    server.say('aria', 'from Aria', { from_agent: 'Aria' });
    server.say('aria', 'from aria');
    expect(texts(await session.receive())).toEqual(['from aria']);
  });

  test('behavior: without a session, only what comes from now on', async () => {
    server.say('aria', 'history');
    const session = open();
    expect(await session.receive()).toEqual([]);
    server.say('aria', 'news');
    expect(texts(await session.receive())).toEqual(['news']);
    expect(server.posted).toEqual([]);
  });

  test('behavior: a 503, a broken connection and a 429 end nothing and lose nothing', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const faults = [{ status: 503 }, { reset: true }, { status: 429 }, { reset: true, after: true }];
    server.fault = ({ kind }) => (kind === 'read' ? faults.shift() : undefined);
    server.say('aria', 'one');
    server.say('aria', 'two');
    expect(await take(session, 2)).toEqual(['one', 'two']);
    expect(faults).toEqual([]);
  });

  test('behavior: what receive() could not read is in the next one', async () => {
    const session = open();
    await session.receive();
    server.say('aria', 'one');
    server.fault = () => ({ status: 500, after: true });
    await expect(session.receive()).rejects.toThrow(OS1Error);
    server.fault = () => undefined;
    expect(texts(await session.receive())).toEqual(['one']);
  });

  test('behavior: leaving the loop leaves the rest for the next one', async () => {
    const session = open();
    await session.receive();
    for (const content of ['one', 'two', 'three']) server.say('aria', content);
    expect(await take(session, 1)).toEqual(['one']);
    expect(texts(await session.receive())).toEqual(['two', 'three']);
  });

  test('behavior: of two loops each message reaches one', async () => {
    const session = open();
    await session.receive();
    const loops = [take(session, 50, 1), take(session, 50, 1)];
    for (let index = 0; index < 100; index++) server.say('aria', `${index}`.padStart(3, '0'));
    const all = (await Promise.all(loops)).flat();
    expect(all.sort()).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`.padStart(3, '0')));
  });

  test('behavior: wake() looks now, not at the next poll', async () => {
    const session = open();
    await session.receive();
    const taken = take(session, 1, 2 ** 31 - 1);
    const reads = () => server.requests.filter(({ kind }) => kind === 'read').length;
    const before = reads();
    while (reads() === before) await new Promise((resolve) => setTimeout(resolve, 1));
    server.say('aria', 'news');
    session.wake();
    expect(await taken).toEqual(['news']);
  });

  test('error: what asking again cannot mend ends the stream', async () => {
    const session = open();
    await session.receive();
    server.fault = () => ({ status: 403 });
    await expect(take(session, 1)).rejects.toThrow(PermissionDeniedError);
    await expect(session.receive()).rejects.toThrow(PermissionDeniedError);
  });

  test('error: a conversation that is gone ends the stream', async () => {
    server.say('aria', 'history');
    const session = open();
    await session.receive();
    server.chats.length = 0;
    await expect(take(session, 1)).rejects.toThrow(NotFoundError);
  });

  test('error: the caller’s signal ends a waiting stream and a hanging read', async () => {
    const session = open();
    await session.receive();
    const waiting = new AbortController();
    const next = session.stream(2 ** 31 - 1, { signal: waiting.signal }).next();
    const reads = server.requests.length;
    while (server.requests.length === reads) await new Promise((resolve) => setTimeout(resolve, 1));
    waiting.abort();
    await expect(next).rejects.toMatchObject({ name: 'SessionError', code: 'aborted' });
    const hanging = new AbortController();
    server.fault = () => {
      setTimeout(() => hanging.abort());
      return { delay: Number.POSITIVE_INFINITY };
    };
    await expect(session.receive({ signal: hanging.signal })).rejects.toMatchObject({ code: 'aborted' });
    server.fault = () => undefined;
    server.say('aria', 'still here');
    expect(texts(await session.receive())).toEqual(['still here']);
  });

  test.each([0, -1, Number.NaN, 2 ** 31])('error: %s is no interval', async (pollIntervalMs) => {
    await expect(open().stream(pollIntervalMs).next()).rejects.toThrow(InvalidArgumentError);
  });
});

describe('close', () => {
  test('default: tells the agent once', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    await Promise.all([session.close(), session.close()]);
    await session.close();
    expect(ends().map((content) => JSON.parse(content))).toEqual([
      { type: '__SESSION_END__', session_id: session.sessionId, timestamp: expect.stringMatching(/Z$/) },
    ]);
    expect(session.state).toBe('closed');
  });

  test('behavior: an agent that knows of nothing is told nothing', async () => {
    await open().close();
    expect(server.requests).toEqual([]);
  });

  test('behavior: wakes a negotiation that waits, and a stream that sleeps', async () => {
    const session = open();
    const negotiation = session.negotiate();
    const stream = session.stream(2 ** 31 - 1).next();
    while (starts().length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const closed = session.close();
    await expect(negotiation).rejects.toMatchObject({ name: 'SessionError', code: 'session_closed' });
    expect(await stream).toEqual({ done: true, value: undefined });
    await closed;
    expect(ends()).toHaveLength(1);
  });

  test('behavior: what is on its way arrives before END, what waits is not sent', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'slow' ? { delay: 30, after: true } : undefined);
    const slow = session.send('slow');
    const refused = expect(session.send('waiting')).rejects.toMatchObject({ code: 'session_closed' });
    while (server.requests.at(-1)?.body?.content !== 'slow')
      await new Promise((resolve) => setTimeout(resolve, 1));
    await session.close();
    await slow;
    await refused;
    expect(server.posted.slice(1).map((content) => frameOf(content)?.type ?? content)).toEqual([
      'slow',
      '__SESSION_END__',
    ]);
  });

  test('behavior: a server that does not answer, or refuses, keeps nobody', async () => {
    for (const fault of [{ delay: Number.POSITIVE_INFINITY }, { status: 500 }, { reset: true }]) {
      server.fault = () => undefined;
      server.acknowledge();
      const session = open();
      await session.negotiate();
      server.fault = () => fault;
      expect(await session.close()).toBeUndefined();
    }
  });

  test('behavior: await using closes, where the runtime knows it', async () => {
    expect(typeof Symbol.asyncDispose).toBe('symbol');
    const session = open();
    await session[Symbol.asyncDispose]();
    expect(session.state).toBe('closed');
  });

  test('error: everything else is over then', async () => {
    const session = open();
    await session.close();
    for (const call of [session.send('x'), session.receive(), session.negotiate(), session.stream().next()]) {
      const error: unknown = await call.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SessionError);
      expect(error).toMatchObject({ code: 'session_closed', hint: expect.stringContaining('openSession') });
    }
  });
});

describe('both sets of routes', () => {
  for (const missing of [404, 405]) {
    test.each(['conversations', 'agents'] as const)(
      `behavior: a server that has only the routes of %s, and answers ${missing} for others`,
      async (routes) => {
        server.routes = routes;
        server.missing = missing;
        server.acknowledge(['chat']);
        const session = open();
        expect((await session.negotiate()).capabilities).toEqual(['chat']);
        const known = server.requests.length;
        await session.send('hello');
        server.say('aria', 'one');
        expect(texts(await session.receive())).toEqual(['one']);
        await session.close();
        expect([starts().length, server.posted[1], ends().length]).toEqual([1, 'hello', 1]);
        // What was learned is remembered.
        expect(new Set(server.requests.slice(known).map((request) => request.routes))).toEqual(
          new Set([routes]),
        );
      },
    );
  }

  test('behavior: no conversation yet is no reason to leave the first routes', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    expect(session.conversationId).toBe('conv_aria');
    expect(server.requests.filter(({ kind, routes }) => kind === 'post' && routes === 'agents')).toEqual([]);
  });

  test('error: an agent that neither knows is the first one’s 404', async () => {
    server.fault = ({ kind, routes }) =>
      kind === 'post' ? { status: routes === 'conversations' ? 404 : 405 } : undefined;
    await expect(open().send('hello')).rejects.toMatchObject({ status: 404 });
  });
});

describe('the constructor', () => {
  test.each([
    ['officeId', ['', 'aria', {}]],
    ['agentName', ['office', '', {}]],
    ['agentName', ['office', undefined, {}]],
    ['agentId', ['office', 'aria', { agentId: '' }]],
    ['pageSize', ['office', 'aria', { pageSize: 0 }]],
    ['pageSize', ['office', 'aria', { pageSize: 1.5 }]],
  ] as const)('error: %s of %j', (argument, [officeId, agentName, options]) => {
    expect(() => new XMTPSession(server.api, officeId, agentName as string, options)).toThrow(
      expect.objectContaining({ name: 'InvalidArgumentError', argument }),
    );
  });
});
