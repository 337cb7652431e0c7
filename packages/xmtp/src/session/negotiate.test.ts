import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { NotFoundError } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ack, ChatServer, frameOf } from '../../test/ChatServer.ts';
import { texts } from '../../test/messages.ts';
import { XMTPSession } from './XMTPSession.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

const open = (options = {}) => new XMTPSession(server.api, 'office', 'aria', options);

describe('negotiate', () => {
  test('default: asks the agent and returns its capabilities', async () => {
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

  test('behavior: uses the existing conversation', async () => {
    server.acknowledge();
    server.chat('bob');
    server.chat('aria');
    const session = open();
    await session.negotiate();
    expect(session.conversationId).toBe('conv_aria');
    expect(server.requests.find(({ kind }) => kind === 'post')?.place).toBe('conv_aria');
  });

  test('behavior: falls back to plain messages without an acknowledgement', async () => {
    const session = open();
    expect((await session.negotiate(0)).capabilities).toEqual([]);
    await session.send('hello');
    server.say('aria', 'hi');
    expect(texts(await session.receive())).toEqual(['hi']);
    expect(server.posted.slice(1)).toEqual(['hello']);
  });

  test('behavior: accepts a late acknowledgement and does not deliver it', async () => {
    const session = open();
    await session.negotiate(0);
    server.say('aria', ack(session.sessionId, ['late']));
    server.say('aria', 'hi');
    expect(texts(await session.receive())).toEqual(['hi']);
    expect(session.capabilities).toEqual(['late']);
  });

  test('behavior: finds an acknowledgement among 300 messages without loss', async () => {
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

  test('behavior: delivers messages between START and the acknowledgement, without history', async () => {
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

  test('behavior: sends START once and first for concurrent calls', async () => {
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

  test('behavior: retries after a short outage', async () => {
    server.acknowledge();
    const seen = new Set<string>();
    server.fault = ({ kind, routes }) => {
      if (seen.has(kind + routes) || kind === 'post') return undefined;
      seen.add(kind + routes);
      return { status: 503, headers: { 'Retry-After': '0' } };
    };
    expect((await open().negotiate()).capabilities).toEqual(['chat']);
    expect(seen.size).toBeGreaterThan(1);
    expect(server.starts).toHaveLength(1);
  });

  test.each([
    { reset: true, after: true },
    { status: 502, after: true },
  ])('behavior: does not repeat a START whose response is lost: %j', async (fault) => {
    server.acknowledge();
    server.fault = ({ kind }) => (kind === 'post' && server.starts.length === 0 ? fault : undefined);
    const session = open();
    expect((await session.negotiate()).capabilities).toEqual(['chat']);
    await session.send('hello');
    expect([server.starts.length, server.posted.at(-1)]).toEqual([1, 'hello']);
  });

  test('behavior: repeats a START that was refused', async () => {
    server.acknowledge();
    let refusals = 0;
    server.fault = ({ kind }) =>
      kind === 'post' && refusals++ < 2 ? { status: 429, headers: { 'Retry-After': '0' } } : undefined;
    expect((await open().negotiate()).capabilities).toEqual(['chat']);
    expect([refusals, server.starts.length]).toEqual([3, 1]);
  });

  test('error: throws the reason of a failure, and can be called again', async () => {
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

  test('error: throws for an unknown agent', async () => {
    server.fault = ({ kind }) => (kind === 'post' ? { status: 404 } : undefined);
    await expect(open().negotiate()).rejects.toThrow(NotFoundError);
  });

  test('error: an aborted caller does not disturb the others', async () => {
    const session = open();
    const controller = new AbortController();
    const given = session.negotiate(20_000, { signal: controller.signal });
    const other = session.negotiate(20_000);
    controller.abort(new Error('enough'));
    await expect(given).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
    while (server.starts.length === 0) await session.receive();
    server.say('aria', ack(session.sessionId, ['still here']));
    expect((await other).capabilities).toEqual(['still here']);
  });

  test('behavior: stops when all callers are aborted, and resumes with the next', async () => {
    const session = open();
    const controller = new AbortController();
    const given = session.negotiate(20_000, { signal: controller.signal });
    while (server.starts.length === 0) await session.receive();
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    const again = session.negotiate();
    server.say('aria', ack(session.sessionId, ['chat']));
    expect((await again).capabilities).toEqual(['chat']);
    expect(server.starts).toHaveLength(1);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5' as never])(
    'error: refuses %s as a time to wait',
    async (timeoutMs) => {
      await expect(open().negotiate(timeoutMs)).rejects.toThrow(InvalidArgumentError);
      expect(server.requests).toEqual([]);
    },
  );
});
