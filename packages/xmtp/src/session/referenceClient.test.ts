import { generateKeyPair } from '@mitosislabs/auth';
import { Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { texts } from '../../test/messages.ts';
import { until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import type { SessionNegotiation } from './SessionNegotiation.ts';
import { XMTPSession } from './XMTPSession.ts';

let server: ChatServer;
let transport: Transport;
beforeEach(async () => {
  server = await ChatServer.start();
  server.acknowledge(['chat']);
  transport = new Transport({ endpoint: server.url, apiKey: 'mi_test' });
});
afterEach(() => server.close());

describe('new XMTPChannel(transport)', () => {
  test('default: send opens and negotiates the session', async () => {
    await using channel = new XMTPChannel(transport);
    expectTypeOf(channel.send).returns.resolves.toBeVoid();
    expect(await channel.send('office', 'aria', 'hello')).toBeUndefined();
    expect(server.starts).toHaveLength(1);
    expect(server.posted.at(-1)).toBe('hello');
    expect(channel.getSession('office', 'aria')).toMatchObject({ isOpen: true, capabilities: ['chat'] });
  });

  test('behavior: send uses the open session and keeps the order', async () => {
    await using channel = new XMTPChannel(transport);
    const session = await channel.openSession('office', 'aria');
    await Promise.all(['1', '2', '3'].map((text) => channel.send('office', 'aria', text)));
    expect(channel.getSession('office', 'aria')).toBe(session);
    expect(server.starts).toHaveLength(1);
    expect(server.posted.slice(1)).toEqual(['1', '2', '3']);
  });

  test('error: send refuses an empty text and sends nothing', async () => {
    await using channel = new XMTPChannel(transport);
    await expect(channel.send('office', 'aria', '')).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(server.requests).toEqual([]);
    expect(channel.listSessions()).toEqual([]);
  });

  test('behavior: an agent posts under its own name', async () => {
    const agent = { agentId: 'bo', signingKey: generateKeyPair().privateKey };
    const signed = [
      new Transport({ endpoint: server.url, agent }),
      transport.as(agent),
      new Transport({
        endpoint: server.url,
        auth: { method: 'agent', ...agent, authorize: async () => ({}) },
      }),
    ];
    for (const [index, each] of signed.entries()) {
      await using channel = new XMTPChannel(each);
      await channel.send('office', `aria-${index}`, 'hello');
      const posts = server.requests.filter(({ kind }) => kind === 'post').slice(-2);
      expect(posts.map(({ body }) => body?.agent_id)).toEqual(['bo', 'bo']);
    }
  });

  test.each([undefined, null, 'http://localhost:8080'])('error: refuses %j as a transport', (value) => {
    // @ts-expect-error: none of these is a transport
    expect(() => new XMTPChannel(value)).toThrow(/must be a Transport or an XMTPAPI/);
  });
});

describe('new XMTPSession(transport, officeId, agentName)', () => {
  test('default: isOpen and negotiation follow the session', async () => {
    const session = new XMTPSession(transport, 'office', 'aria');
    expectTypeOf(session.isOpen).toEqualTypeOf<boolean>();
    expectTypeOf(session.negotiation).toEqualTypeOf<SessionNegotiation | null>();
    expect([session.isOpen, session.negotiation]).toEqual([false, null]);
    const negotiated = await session.negotiate();
    expect([session.isOpen, session.negotiation]).toEqual([true, negotiated]);
    await session.close();
    expect([session.isOpen, session.negotiation]).toEqual([false, null]);
  });

  test('behavior: receive with a limit keeps the rest', async () => {
    const session = new XMTPSession(transport, 'office', 'aria');
    await session.negotiate();
    for (const text of ['1', '2', '3']) server.say('aria', text);
    expect(texts(await session.receive({ limit: 2 }))).toEqual(['1', '2']);
    server.say('aria', '4');
    expect(texts(await session.receive({ limit: 1 }))).toEqual(['3']);
    expect(texts(await session.receive({ limit: 50 }))).toEqual(['4']);
    expect(await session.receive({ limit: 1 })).toEqual([]);
    await session.close();
  });

  test.each([0, -1, 1.5, Number.NaN, '2'])('error: refuses a limit of %j', async (limit) => {
    const session = new XMTPSession(transport, 'office', 'aria');
    await expect(session.receive({ limit: limit as number })).rejects.toMatchObject({ argument: 'limit' });
    expect(server.requests).toEqual([]);
  });
});

test('behavior: a group has receive with a limit', async () => {
  await using channel = new XMTPChannel(transport);
  server.chat('group_1');
  const group = await channel.openGroup('office', 'group_1');
  expect(await group.receive()).toEqual([]);
  for (const text of ['1', '2']) server.say('group_1', text, { from_agent: 'aria' });
  expect(texts(await group.receive({ limit: 1 }))).toEqual(['1']);
  expect(texts(await group.receive({ limit: 1 }))).toEqual(['2']);
  await until(() => channel.listSessions().length === 0);
});
