import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { NotFoundError, OS1Error, PermissionDeniedError } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer, frameOf } from '../../test/ChatServer.ts';
import { take, texts } from '../../test/messages.ts';
import { FOREVER, gate, until } from '../../test/waiting.ts';
import { SessionError } from '../errors/SessionError.ts';
import { XMTPSession } from './XMTPSession.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

const open = (options = {}) => new XMTPSession(server.api, 'office', 'aria', options);

describe('send', () => {
  test('default: returns the stored message', async () => {
    server.acknowledge();
    const session = open();
    const sent = await session.send('hello');
    expect(sent).toEqual(server.chat('aria').messages.at(-1));
    expect(sent).toMatchObject({ id: expect.stringMatching(/^msg_/), content: 'hello' });
  });

  test('behavior: tells equal texts apart, also from earlier ones and those of others', async () => {
    server.say('aria', 'yes', { from_agent: 'admin-sdk' });
    server.acknowledge();
    const session = open();
    const sent = await Promise.all([session.send('yes'), session.send('yes')]);
    server.onPost = ({ content }, { peer }) => void server.say(peer, content);
    sent.push(await session.send('yes'));
    const own = server.chat('aria').messages.filter((message) => message.content === 'yes');
    expect(sent.map((message) => message?.id)).toEqual([own[1]?.id, own[2]?.id, own[3]?.id]);
  });

  test('behavior: returns undefined when the server does not show the message', async () => {
    server.acknowledge();
    const session = open();
    server.page = (messages) => messages.filter(({ from_agent }) => from_agent === 'aria');
    expect(await session.send('hello')).toBeUndefined();
    expect(server.posted.slice(1)).toEqual(['hello']);
  });

  test('behavior: finds a message whose responses were all lost, posted once', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'lost' ? { reset: true, after: true } : undefined);
    const sent = await Promise.all(['one', 'lost', 'three'].map((content) => session.send(content)));
    expect(sent.map((message) => message?.content)).toEqual(['one', 'lost', 'three']);
    expect(server.posted.slice(1)).toEqual(['one', 'lost', 'three']);
  });

  test('error: reports an unknown outcome for a lost message and sends the next ones', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'lost' ? { reset: true } : undefined);
    const [first, second, third] = await Promise.allSettled(
      ['one', 'lost', 'three'].map((content) => session.send(content)),
    );
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(second).toMatchObject({ reason: { outcome: 'unknown' } });
    expect(server.posted.slice(1)).toEqual(['one', 'three']);
  });

  test('behavior: keeps the order when the server is slow', async () => {
    server.acknowledge();
    const session = open();
    const contents = Array.from({ length: 30 }, (_, index) => `${index}`);
    server.fault = ({ kind, body }) =>
      kind === 'post' && Number(body?.content) % 7 === 0 ? { delay: 30, after: true } : undefined;
    await Promise.all(contents.map((content) => session.send(content)));
    expect(server.posted.slice(1)).toEqual(contents);
  });

  test("behavior: posts under the agent's own name", async () => {
    server.acknowledge();
    await open({ agentId: 'bob' }).send('hello');
    expect(server.requests.filter(({ kind }) => kind === 'post').map(({ body }) => body?.agent_id)).toEqual([
      'bob',
      'bob',
    ]);
  });

  test('error: does not send a message aborted in the queue', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const controller = new AbortController();
    const { opened, open: answer } = gate();
    server.fault = ({ body }) => (body?.content === 'slow' ? { until: opened, after: true } : undefined);
    const slow = session.send('slow');
    const waiting = session.send('taken back', { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'SessionError', code: 'aborted' });
    answer();
    await slow;
    await session.send('after');
    expect(server.posted.slice(1)).toEqual(['slow', 'after']);
  });

  test('error: reports an unknown outcome for a message aborted while it is posted', async () => {
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

  test.each(['', undefined as never, 7 as never])('error: refuses %j as a message', async (content) => {
    await expect(open().send(content)).rejects.toThrow(InvalidArgumentError);
    expect(server.requests).toEqual([]);
  });
});

describe('receive and stream', () => {
  test('behavior: does not deliver messages of other senders', async () => {
    server.acknowledge();
    const session = open();
    await session.send('mine');
    server.say('aria', 'from bob', { from_agent: 'bob' });
    server.say('aria', 'from Aria', { from_agent: 'Aria' });
    server.say('aria', 'from aria');
    expect(texts(await session.receive())).toEqual(['from aria']);
  });

  test('behavior: without a session, delivers only later messages', async () => {
    server.say('aria', 'history');
    const session = open();
    expect(await session.receive()).toEqual([]);
    server.say('aria', 'news');
    expect(texts(await session.receive())).toEqual(['news']);
    expect(server.posted).toEqual([]);
  });

  test('behavior: continues without loss after 503, a broken connection and 429', async () => {
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

  test('behavior: delivers after a failed receive() in the next one', async () => {
    const session = open();
    await session.receive();
    server.say('aria', 'one');
    server.fault = () => ({ status: 500, after: true });
    await expect(session.receive()).rejects.toThrow(OS1Error);
    server.fault = () => undefined;
    expect(texts(await session.receive())).toEqual(['one']);
  });

  test('behavior: keeps unread messages for the next loop', async () => {
    const session = open();
    await session.receive();
    for (const content of ['one', 'two', 'three']) server.say('aria', content);
    expect(await take(session, 1)).toEqual(['one']);
    expect(texts(await session.receive())).toEqual(['two', 'three']);
  });

  test('behavior: hands each message to one of two loops', async () => {
    const session = open();
    await session.receive();
    const loops = [take(session, 50, 1), take(session, 50, 1)];
    for (let index = 0; index < 100; index++) server.say('aria', `${index}`.padStart(3, '0'));
    const all = (await Promise.all(loops)).flat();
    expect(all.sort()).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`.padStart(3, '0')));
  });

  test('behavior: wake() polls at once', async () => {
    const session = open();
    await session.receive();
    const taken = take(session, 1, FOREVER);
    const reads = () => server.requests.filter(({ kind }) => kind === 'read').length;
    const before = reads();
    await until(() => reads() > before);
    server.say('aria', 'news');
    session.wake();
    expect(await taken).toEqual(['news']);
  });

  test('behavior: causes no leak warning with fifty concurrent calls on one signal', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      if (warning.name === 'MaxListenersExceededWarning') warnings.push(warning);
    };
    process.on('warning', note);
    const { signal } = new AbortController();
    const session = open();
    const calls = Array.from({ length: 50 }, (_, index) => [
      session.receive({ signal }),
      index < 10 ? session.stream(5, { signal }).next() : undefined,
    ]);
    await Promise.all(calls.flatMap(([receive]) => receive));
    await session.close();
    await Promise.all(calls.flat());
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('error: ends the stream after a failure that is not retryable', async () => {
    const session = open();
    await session.receive();
    server.fault = () => ({ status: 403 });
    await expect(take(session, 1)).rejects.toThrow(PermissionDeniedError);
    await expect(session.receive()).rejects.toThrow(PermissionDeniedError);
  });

  test('error: ends the stream when the conversation is gone', async () => {
    server.say('aria', 'history');
    const session = open();
    await session.receive();
    server.chats.length = 0;
    await expect(take(session, 1)).rejects.toThrow(NotFoundError);
  });

  test('error: ends a waiting stream and a hanging read by the caller’s signal', async () => {
    const session = open();
    await session.receive();
    const waiting = new AbortController();
    const next = session.stream(FOREVER, { signal: waiting.signal }).next();
    const reads = server.requests.length;
    await until(() => server.requests.length > reads);
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

  test.each([0, -1, Number.NaN, 2 ** 31])('error: refuses %s as an interval', async (pollIntervalMs) => {
    await expect(open().stream(pollIntervalMs).next()).rejects.toThrow(InvalidArgumentError);
  });
});

describe('close', () => {
  test('default: sends END once', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    await Promise.all([session.close(), session.close()]);
    await session.close();
    expect(server.ends.map((content) => JSON.parse(content))).toEqual([
      { type: '__SESSION_END__', session_id: session.sessionId, timestamp: expect.stringMatching(/Z$/) },
    ]);
    expect(session.state).toBe('closed');
  });

  test('behavior: sends no END without a START', async () => {
    await open().close();
    expect(server.requests).toEqual([]);
  });

  test('behavior: ends a waiting negotiation and a sleeping stream', async () => {
    const session = open();
    const negotiation = session.negotiate();
    const stream = session.stream(FOREVER).next();
    await until(() => server.starts.length > 0);
    const closed = session.close();
    await expect(negotiation).rejects.toMatchObject({ name: 'SessionError', code: 'session_closed' });
    expect(await stream).toEqual({ done: true, value: undefined });
    await closed;
    expect(server.ends).toHaveLength(1);
  });

  test('behavior: sends the message being posted before END, and none that waits', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    const { opened, open: answer } = gate();
    server.fault = ({ body }) => (body?.content === 'slow' ? { until: opened, after: true } : undefined);
    const slow = session.send('slow');
    const refused = expect(session.send('waiting')).rejects.toMatchObject({ code: 'session_closed' });
    await until(() => server.requests.at(-1)?.body?.content === 'slow');
    const closed = session.close();
    answer();
    await closed;
    await slow;
    await refused;
    expect(server.posted.slice(1).map((content) => frameOf(content)?.type ?? content)).toEqual([
      'slow',
      '__SESSION_END__',
    ]);
  });

  test('behavior: settles when the server fails or does not respond', async () => {
    for (const fault of [{ delay: Number.POSITIVE_INFINITY }, { status: 500 }, { reset: true }]) {
      server.fault = () => undefined;
      server.acknowledge();
      const session = open();
      await session.negotiate();
      server.fault = () => fault;
      expect(await session.close()).toBeUndefined();
    }
  });

  test('behavior: closes with await using, if supported', async () => {
    expect(typeof Symbol.asyncDispose).toBe('symbol');
    const session = open();
    await session[Symbol.asyncDispose]();
    expect(session.state).toBe('closed');
  });

  test('error: refuses all other calls afterwards', async () => {
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
      `behavior: works with the routes of %s only, and ${missing} for others`,
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
        expect([server.starts.length, server.posted[1], server.ends.length]).toEqual([1, 'hello', 1]);
        // The routes are remembered.
        expect(new Set(server.requests.slice(known).map((request) => request.routes))).toEqual(
          new Set([routes]),
        );
      },
    );
  }

  test('behavior: keeps the first routes while there is no conversation', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    expect(session.conversationId).toBe('conv_aria');
    expect(server.requests.filter(({ kind, routes }) => kind === 'post' && routes === 'agents')).toEqual([]);
  });

  test('error: throws the first 404 when neither routes know the agent', async () => {
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
  ] as const)('error: refuses %s %j', (argument, [officeId, agentName, options]) => {
    expect(() => new XMTPSession(server.api, officeId, agentName as string, options)).toThrow(
      expect.objectContaining({ name: 'InvalidArgumentError', argument }),
    );
  });
});
