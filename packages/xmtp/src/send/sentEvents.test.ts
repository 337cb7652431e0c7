import { MessagesAPI } from '@mitosislabs/api/messages';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ack, type ChatRequest, ChatServer, frameOf } from '../../test/ChatServer.ts';
import { upTo } from '../../test/messages.ts';
import { until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import type { News } from '../office/OfficeEvents.ts';
import { SeenMessages } from '../receive/SeenMessages.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';
import { SentEvents } from './Delivery.ts';

let server: ChatServer;
let channel: XMTPChannel;
/** Announces a message that was posted. */
let announce: (message: XMTPMessage) => void;
beforeEach(async () => {
  server = await ChatServer.start();
  announce = (message) => server.tell({ ...message, conversation_id: 'conv_aria', to: 'aria' });
  server.onPost = (message, { peer }) => {
    announce(message);
    const frame = frameOf(message.content);
    if (frame?.type !== '__SESSION_START__') return;
    // Not before the stream is open: a handshake opens it.
    void until(() => server.streams.size === 1).then(() => server.say(peer, ack(frame.session_id)));
  };
  const messages = new MessagesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
  channel = new XMTPChannel(server.api, {
    events: (officeId, options) => messages.stream(officeId, options),
  });
});
afterEach(async () => {
  await channel.closeAll();
  await server.close();
});

const idsOf = (texts: readonly string[]): (string | undefined)[] =>
  texts.map((text) => server.chat('aria').messages.find(({ content }) => content === text)?.id);
const countOf = (kind: ChatRequest['kind']): number =>
  server.requests.filter((one) => one.kind === kind).length;
const WARM_UP = 'warm-up';
const own = (): string[] =>
  server.posted.filter((content) => !frameOf(content) && !content.startsWith(WARM_UP));

/** A session with an open event stream, which has sent messages. */
async function open(): Promise<XMTPSession> {
  const session = await channel.openSession('office', 'aria');
  await session.negotiate();
  // On a busy machine the stream may open later than an idle one is closed. Messages open it again.
  do {
    server.requests.length = 0;
    await session.send(`${WARM_UP} ${server.posted.length}`);
  } while (server.requests.length > 1);
  server.requests.length = 0;
  return session;
}

test('default: the event of a message is the find: one request a message, one after another', async () => {
  const session = await open();
  const ids: (string | undefined)[] = [];
  for (const text of upTo(50)) ids.push((await session.send(text))?.id);
  expect(ids).toEqual(idsOf(upTo(50)));
  expect([countOf('post'), server.requests.length]).toEqual([50, 50]);
});

test('behavior: after a pause of the process, an event that waits in the socket is read before the message is searched for', async () => {
  const session = await open();
  const announceNow = announce;
  announce = (message) => {
    const pauseAfter = (): void => {
      announceNow(message);
      // Timers run before sockets are read: the next turn ends the wait for the event first.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    };
    setTimeout(() => setImmediate(pauseAfter), 20);
  };
  expect((await session.send('third'))?.id).toEqual(idsOf(['third'])[0]);
  expect([countOf('post'), server.requests.length]).toEqual([1, 1]);
});

test('behavior: 200 messages at once go out in order, with a request each', async () => {
  const session = await open();
  const sent = await Promise.all(upTo(200).map((text) => session.send(text)));
  expect(sent.map((message) => message?.id)).toEqual(idsOf(upTo(200)));
  expect(own()).toEqual(upTo(200));
  expect(server.requests.length).toBeLessThanOrEqual(220);
});

test('behavior: messages with the same text have an id each', async () => {
  const session = await open();
  const sent = await Promise.all(upTo(20).map(() => session.send('the same')));
  const ids = server.chat('aria').messages.flatMap(({ id, content }) => (content === 'the same' ? [id] : []));
  expect(sent.map((message) => message?.id)).toEqual(ids);
});

test.each<[string, (message: XMTPMessage) => void]>([
  ['none', () => undefined],
  ['of another conversation', (message) => server.tell({ ...message, id: 'forged', to: 'bob' })],
  ['with another text', (message) => server.tell({ ...message, content: 'forged', to: 'aria' })],
  [
    'of another sender',
    (message) => server.tell({ ...message, id: 'forged', from_agent: 'bob', to: 'aria' }),
  ],
  ['without an id', ({ id: _, ...message }) => server.tell({ ...message, to: 'aria' })],
  ['without a recipient', (message) => server.tell(message)],
  ['with a wrong time', (message) => server.tell({ ...message, id: 'forged', created_at: 5, to: 'aria' })],
])('behavior: searches for a message whose event is lost or wrong: %s', async (_, wrong) => {
  const session = await open();
  announce = wrong;
  const sent = [await session.send('three'), await session.send('four')];
  expect(sent.map((message) => message?.id)).toEqual(idsOf(['three', 'four']));
  expect(own()).toEqual(['three', 'four']);
});

test('behavior: a repeated event of an earlier message is not taken for a later one of the same text', async () => {
  const session = await open();
  const first = await session.send('the same');
  if (!first) throw new Error('not found');
  announce = () => server.tell({ ...first, to: 'aria' });
  const second = await session.send('the same');
  expect(second?.id).toBe(server.chat('aria').messages.at(-1)?.id);
  expect(second?.id).not.toBe(first.id);
});

test('behavior: events in another order, each twice', async () => {
  const session = await open();
  const held: XMTPMessage[] = [];
  announce = (message) => {
    held.push(message);
    if (held.length < 5) return;
    for (const one of held.splice(0).reverse()) {
      server.tell({ ...one, to: 'aria' });
      server.tell({ ...one, to: 'aria' });
    }
  };
  const sent = await Promise.all(upTo(20).map((text) => session.send(text)));
  expect(sent.map((message) => message?.id)).toEqual(idsOf(upTo(20)));
  expect(own()).toEqual(upTo(20));
});

test('behavior: a message whose answer was lost is posted once', async () => {
  const session = await open();
  server.fault = ({ kind }) => (kind === 'post' ? { after: true, reset: true } : undefined);
  const message = await session.send('three');
  expect(message?.id).toBe(idsOf(['three'])[0]);
  expect(countOf('post')).toBe(1);
});

test('behavior: an event after the answer is waited for', async () => {
  const session = await open();
  announce = (message) => void setTimeout(() => server.tell({ ...message, to: 'aria' }), 30);
  expect((await session.send('three'))?.id).toBe(idsOf(['three'])[0]);
  expect([countOf('post'), countOf('read')]).toEqual([1, 0]);
});

test('behavior: the first message of a session waits for its event where other sessions had events', async () => {
  const office = { isLive: true, announcesOwn: false };
  const { signal } = new AbortController();
  const session = (): { events: SentEvents; hear: (message: XMTPMessage) => void } => {
    let listener: (news: News) => void = () => undefined;
    const events = new SentEvents({
      office,
      found: new SeenMessages(10),
      isOwn: () => true,
      listen: (hear) => {
        listener = hear;
        return () => undefined;
      },
    });
    return { events, hear: (message) => listener({ id: message.id, message }) };
  };
  const message = (id: string) => ({ id, from_agent: 'admin-sdk', content: 'hello', created_at: 'now' });
  const [first, second, third] = [session(), session(), session()];
  expect(await first.events.find(first.events.add('hello', 0), signal)).toBeUndefined();
  first.events.add('hello', 0);
  first.hear(message('1'));
  const sent = second.events.find(second.events.add('hello', 0), signal);
  await Promise.resolve();
  second.hear(message('2'));
  expect((await sent)?.id).toBe('2');
  office.isLive = false;
  expect(await third.events.find(third.events.add('hello', 0), signal)).toBeUndefined();
});

test('behavior: a message now and then opens no stream', async () => {
  const session = await channel.openSession('office', 'aria');
  await session.negotiate();
  await until(() => server.streams.size === 0);
  server.requests.length = 0;
  await session.send('one');
  expect(countOf('events')).toBe(0);
});
