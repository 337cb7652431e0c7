import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ack } from '../../test/ChatServer.ts';
import { MemoryOffice } from '../../test/MemoryOffice.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import '../office/OfficeEvents.ts';
import './XMTPSession.ts';

let office: MemoryOffice;
let channel: XMTPChannel;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  office = new MemoryOffice();
  channel = new XMTPChannel(office.api, { events: office.events });
});
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;
const isKind = (kind: string) => (request: string) => request.split(' ')[0] === kind;

/** Opens a session, and returns what it receives. */
async function open(name: string, signal?: AbortSignal) {
  const session = await channel.openSession('office', name);
  const contents: string[] = [];
  const negotiated = session.negotiate(10_000, { signal }).then(() => {
    void (async () => {
      for await (const { content } of session.stream()) contents.push(content);
    })();
  });
  return { session, contents, negotiated };
}

/** Opens a session whose events work, so that the stream counts as live. */
async function openLive(name: string) {
  await open('first');
  await vi.advanceTimersByTimeAsync(1_000);
  office.taken();
  const opened = await open(name);
  await vi.advanceTimersByTimeAsync(0);
  return opened;
}

test('default: a session with a new agent takes one request, and a list for all that are opened at once', async () => {
  const sessions = await Promise.all(
    Array.from({ length: 200 }, (_, index) => channel.openSession('office', `agent-${index}`)),
  );
  await vi.advanceTimersByTimeAsync(1);
  const negotiated = Promise.all(sessions.map((session) => session.negotiate()));
  await vi.advanceTimersByTimeAsync(5_000);
  const results = await negotiated;
  const requests = office.taken();
  expect(results).toHaveLength(200);
  expect(requests.filter(isKind('post'))).toHaveLength(200);
  // The first polls, before an event has shown that the stream works.
  expect(requests.filter(isKind('read')).length).toBeLessThanOrEqual(10);
  expect(requests.filter(isKind('list')).length).toBeLessThanOrEqual(10);
});

test('behavior: the acknowledgement of an event is no message when it is read', async () => {
  const { contents, session } = await openLive('aria');
  expect(office.taken().slice(0, 2)).toEqual(['list', 'post aria']);
  expect(session.state).toBe('open');
  office.say('aria', 'hello');
  await vi.advanceTimersByTimeAsync(100);
  expect(contents).toEqual(['hello']);
});

test('behavior: an acknowledgement that no event brings is found by polling', async () => {
  office.announces = ({ from_agent }) => from_agent !== 'aria';
  const { session } = await openLive('aria');
  expect(session.state).toBe('negotiating');
  await vi.advanceTimersByTimeAsync(300);
  expect(session.state).toBe('open');
});

test('behavior: another sender cannot acknowledge a session', async () => {
  const post = office.api.sendToConversation;
  vi.spyOn(office, 'api', 'get').mockReturnValue({
    ...office.api,
    sendToConversation: async (id, conversation, message) => {
      if (!message.content.includes('__SESSION_START__')) return post(id, conversation, message);
      office.say(conversation, message.content, { from: message.agent_id });
      const { session_id } = JSON.parse(message.content);
      office.say('mallory', ack(session_id), { from: 'mallory' });
    },
  } as typeof office.api);
  channel = new XMTPChannel(office.api, { events: office.events });
  await open('first');
  await vi.advanceTimersByTimeAsync(11_000);
  const { session } = await open('aria');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(session.state).toBe('negotiating');
});

test('behavior: a conversation with a history is read first, and its history is not delivered', async () => {
  office.time = () => Date.now() - 5_000;
  office.say('aria', 'before');
  office.time = Date.now;
  const { contents } = await openLive('aria');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(office.taken().slice(0, 3)).toEqual(['list', 'read aria', 'post aria']);
  office.say('aria', 'after');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(contents).toEqual(['after']);
});

test.each([20, 32, 100])(
  'behavior: a list of %i conversations may lack one: it is read first',
  async (count) => {
    for (let index = 0; index < count - 1; index++) office.say(`agent-${index}`, 'hello');
    office.list = (entries) => entries.filter(({ peer }) => peer !== 'aria');
    await openLive('aria');
    const requests = office.taken();
    expect(requests.indexOf('read aria')).toBeLessThan(requests.indexOf('post aria'));
  },
);

test('behavior: the history of earlier days that a list has left out is not delivered', async () => {
  office.time = () => Date.now() - 2 * DAY;
  office.say('aria', 'long ago');
  office.time = Date.now;
  office.list = (entries) => entries.filter(({ peer }) => peer !== 'aria');
  const { contents } = await openLive('aria');
  await vi.advanceTimersByTimeAsync(1_000);
  office.say('aria', 'now');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(contents).toEqual(['now']);
});

test.each([0, 3_600_000, -3_600_000])(
  'behavior: a message between the list and START is delivered: a clock that is %i ms ahead',
  async (ahead) => {
    office.time = () => Date.now() + ahead;
    await open('first');
    await vi.advanceTimersByTimeAsync(1_000);
    office.list = async (entries) => {
      const list = [...entries];
      office.list = (later) => later;
      await new Promise((resolve) => setTimeout(resolve, 50));
      office.say('aria', 'early');
      return list;
    };
    const { contents } = await open('aria');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(contents).toEqual(['early']);
  },
);

test('behavior: a session that is given up does not fail another that waits for the same list', async () => {
  office.list = async (entries) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return entries;
  };
  const api = office.api;
  const list = api.listConversations;
  // A request that is aborted rejects.
  api.listConversations = ((id: string, options?: { signal?: AbortSignal }) =>
    Promise.race([
      list(id),
      new Promise((_, reject) =>
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)),
      ),
    ])) as typeof list;
  channel = new XMTPChannel(api, { events: office.events });
  const caller = new AbortController();
  const given = await open('aria', caller.signal);
  given.negotiated.catch(() => undefined);
  const { session } = await open('bob');
  await vi.advanceTimersByTimeAsync(50);
  caller.abort();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(session.state).toBe('open');
  await expect(given.negotiated).rejects.toMatchObject({ code: 'aborted' });
});
