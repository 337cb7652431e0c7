import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer, type Fault } from '../../test/ChatServer.ts';
import { upTo } from '../../test/messages.ts';
import { XMTPSession } from '../session/XMTPSession.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

const open = () => new XMTPSession(server.api, 'office', 'aria');

describe('a server that does not know Idempotency-Key', () => {
  beforeEach(() => {
    server.knowsKeys = false;
    server.acknowledge();
  });

  test.each<Fault>([
    { status: 500, after: true },
    { status: 503, after: true },
    { reset: true, after: true },
  ])('behavior: posts an accepted message once despite %j', async (fault) => {
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'once' ? fault : undefined);
    const message = await session.send('once');
    expect(message).toEqual(server.chat('aria').messages.find(({ content }) => content === 'once'));
    expect(server.posted.slice(1)).toEqual(['once']);
  });

  test('behavior: posts again after 503 when other own messages are visible', async () => {
    const session = open();
    await session.negotiate();
    const faults: Fault[] = [{ status: 503 }];
    server.fault = ({ body }) => (body?.content === 'once' ? faults.pop() : undefined);
    expect(await session.send('once')).toMatchObject({ content: 'once' });
    expect(server.posted.slice(1)).toEqual(['once']);
  });

  test('error: does not repeat a message that may arrive late or cannot be seen', async () => {
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'late' ? { status: 502 } : undefined);
    await expect(session.send('late')).rejects.toMatchObject({ status: 502, outcome: 'unknown' });
    server.page = (messages) => messages.filter(({ from_agent }) => from_agent === 'aria');
    server.fault = ({ body }) => (body?.content === 'hidden' ? { status: 503, after: true } : undefined);
    await expect(session.send('hidden')).rejects.toMatchObject({ status: 503, outcome: 'unknown' });
    const tries = server.requests.map(({ body }) => body?.content).filter((content) => content !== undefined);
    expect(tries.slice(1)).toEqual(['late', 'hidden']);
  });

  test('behavior: posts START once and does not deliver its acknowledgement as a message', async () => {
    const faults: Fault[] = [{ status: 503 }, { status: 500, after: true }];
    server.fault = ({ body }) => (body ? faults.shift() : undefined);
    const session = open();
    expect(await session.negotiate()).toMatchObject({ capabilities: ['chat'] });
    expect(server.starts).toHaveLength(1);
    expect(await session.receive()).toEqual([]);
  });

  test('error: does not take an old message of the same text for a lost one', async () => {
    server.say('aria', 'yes', { from_agent: 'admin-sdk' });
    for (const content of upTo(300)) server.say('aria', content);
    const session = open();
    await session.negotiate();
    server.fault = ({ body }) => (body?.content === 'yes' ? { status: 500 } : undefined);
    await expect(session.send('yes')).rejects.toMatchObject({ outcome: 'unknown' });
  });
});
