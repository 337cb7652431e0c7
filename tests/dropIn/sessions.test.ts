import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient, Transport, XMTPChannel, XMTPSession } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, setUp } from './setUp.ts';

let emulator: Emulator;
let home: Home;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
  home = await setUp(emulator);
});
afterAll(async () => {
  await emulator?.close();
  await home?.[Symbol.asyncDispose]();
});

const transport = (): Transport => {
  const { endpoint, dashboardEndpoint } = emulator;
  return new Transport({ endpoint, dashboardEndpoint, apiKey: home.env['API_KEY'] ?? '' });
};

test('new XMTPChannel(transport), send(officeId, agentName, content)', async () => {
  const channel = new XMTPChannel(transport());
  await channel.send(home.office, 'aria', 'by a channel');
  const session = channel.getSession(home.office, 'aria');
  expect(session?.isOpen).toBe(true);
  await expect
    .poll(async () => (await session?.receive())?.map(({ content }) => content).join())
    .toMatch('by a channel');
  await channel.closeAll();
});

test('new XMTPSession(transport, officeId, agentName)', async () => {
  const session = new XMTPSession(transport(), home.office, 'aria');
  expect((await session.negotiate(120_000)).capabilities).toEqual(['chat', 'tasks']);
  await session.close();
});

test('isOpen and negotiation', async () => {
  const session = new XMTPSession(transport(), home.office, 'aria');
  expect([session.isOpen, session.negotiation]).toEqual([false, null]);
  const negotiation = await session.negotiate(120_000);
  expect([session.isOpen, session.negotiation]).toEqual([true, negotiation]);
  await session.close();
  expect(session.isOpen).toBe(false);
});

test('receive({ limit })', async () => {
  await using other = await setUp(emulator);
  const client = new MitosisClient({ endpoint: emulator.endpoint, apiKey: other.env['API_KEY'] ?? '' });
  const session = await client.xmtp.openSession(other.office, 'aria');
  for (const text of ['one', 'two', 'three']) await session.send(text);
  const all = () => client.xmtpApi.getConversationMessages(other.office, session.conversationId);
  await expect
    .poll(async () => (await all()).filter(({ content }) => /You said: /.test(content)))
    .toHaveLength(3);
  const received: string[] = [];
  while (received.length < 3) {
    const some = await session.receive({ limit: 1 });
    expect(some.length).toBeLessThanOrEqual(1);
    received.push(...some.map(({ content }) => content.replace('aria here. You said: ', '')));
  }
  expect(received).toEqual(['one', 'two', 'three']);
  await client.close();
});
