import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { texts } from '../../test/messages.ts';
import { XMTPSession } from '../session/XMTPSession.ts';
import type { SessionGap } from './SessionGap.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

const open = () => new XMTPSession(server.api, 'office', 'aria');

describe('a server that changes its routes', () => {
  test.each([
    ['conversations', 'agents', 404],
    ['conversations', 'agents', 405],
    ['agents', 'conversations', 404],
    ['agents', 'conversations', 405],
  ] as const)('behavior: follows a change from %s to %s, after %i', async (before, after, missing) => {
    server.acknowledge();
    server.routes = before;
    server.missing = missing;
    const session = open();
    await session.negotiate();
    server.routes = after;
    expect(await session.send('hello')).toMatchObject({ content: 'hello' });
    server.say('aria', 'hi');
    expect(texts(await session.receive())).toEqual(['hi']);
    const { length } = server.requests;
    await session.receive();
    expect(server.requests).toHaveLength(length + 1);
    expect(server.posted.slice(1)).toEqual(['hello']);
  });
});

describe('messages that are more bytes than the client accepts', () => {
  const LONG = 'x'.repeat(1_000);
  const limited = (): XMTPAPI =>
    new XMTPAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test', maxResponseBytes: 20_000 }));

  test('behavior: reads fewer of them, and tells of those that are left out', async () => {
    server.acknowledge();
    for (let index = 0; index < 100; index++) server.say('aria', `earlier ${index} ${LONG}`);
    const gaps: SessionGap[] = [];
    const session = new XMTPSession(limited(), 'office', 'aria', { onGap: (gap) => gaps.push(gap) });
    await session.negotiate();
    server.say('aria', 'short');
    expect(texts(await session.receive())).toEqual(['short']);
    const said = Array.from({ length: 100 }, (_, index) => server.say('aria', `later ${index} ${LONG}`));
    const read = await session.receive();
    expect(read.at(-1)?.id).toBe(said.at(-1)?.id);
    expect(gaps).toMatchObject([{ before: read[0]?.id }]);
  });

  test('error: one message that is too large by itself', async () => {
    server.acknowledge();
    const session = new XMTPSession(limited(), 'office', 'aria');
    await session.negotiate();
    server.say('aria', LONG.repeat(30));
    await expect(session.receive()).rejects.toMatchObject({ code: 'response_too_large' });
  });
});
