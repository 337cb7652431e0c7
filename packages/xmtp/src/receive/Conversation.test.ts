import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { texts } from '../../test/messages.ts';
import { XMTPSession } from '../session/XMTPSession.ts';

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
