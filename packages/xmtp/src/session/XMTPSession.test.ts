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
  test('default: gives back what the server keeps', async () => {
    server.acknowledge();
    const session = open();
    const sent = await session.send('hello');
    expect(sent).toEqual(server.chat('aria').messages.at(-1));
    expect(sent).toMatchObject({ id: expect.stringMatching(/^msg_/), content: 'hello' });
  });

  test('behavior: equal texts are separate messages; earlier ones and those of others do not count', async () => {
    server.say('aria', 'yes', { from_agent: 'admin-sdk' });
    server.acknowledge();
    const session = open();
    const sent = await Promise.all([session.send('yes'), session.send('yes')]);
    server.onPost = ({ content }, { peer }) => void server.say(peer, content);
    sent.push(await session.send('yes'));
    const own = server.chat('aria').messages.filter((message) => message.content === 'yes');
    expect(sent.map((message) => message?.id)).toEqual([own[1]?.id, own[2]?.id, own[3]?.id]);
  });

  test('behavior: a server that takes a message and does not show it', async () => {
    server.acknowledge();
    const session = open();
    server.page = (messages) => messages.filter(({ from_agent }) => from_agent === 'aria');
    expect(await session.send('hello')).toBeUndefined();
    expect(server.posted.slice(1)).toEqual(['hello']);
  });

  test('behavior: a message whose answers are all lost was sent once, and is found', async () => {
    server.acknowledge();
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'lost' ? { reset: true, after: true } : undefined);
    const sent = await Promise.all(['one', 'lost', 'three'].map((content) => session.send(content)));
    expect(sent.map((message) => message?.content)).toEqual(['one', 'lost', 'three']);
    expect(server.posted.slice(1)).toEqual(['one', 'lost', 'three']);
  });

  test('error: a message that did not arrive has an unknown outcome, and the next ones go out', async () => {
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

  test('error: one that is on its way has an unknown outcome', async () => {
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
  test('behavior: messages of other senders are not delivered', async () => {
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

  test('behavior: wake() polls now, not at the next poll', async () => {
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

  test('behavior: fifty calls at once, with one signal, raise no warning', async () => {
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
    expect(server.ends.map((content) => JSON.parse(content))).toEqual([
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
    const stream = session.stream(FOREVER).next();
    await until(() => server.starts.length > 0);
    const closed = session.close();
    await expect(negotiation).rejects.toMatchObject({ name: 'SessionError', code: 'session_closed' });
    expect(await stream).toEqual({ done: true, value: undefined });
    await closed;
    expect(server.ends).toHaveLength(1);
  });

  test('behavior: what is on its way arrives before END, what waits is not sent', async () => {
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

  test('behavior: close settles when the server fails or does not answer', async () => {
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
        expect([server.starts.length, server.posted[1], server.ends.length]).toEqual([1, 'hello', 1]);
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
