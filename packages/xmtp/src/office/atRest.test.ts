import type { XMTPConversation } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryOffice } from '../../test/MemoryOffice.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import './OfficeEvents.ts';
import '../session/XMTPSession.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const SETTLED_MS = 60_000;
/** The longest time until a message is found that no event announces: a list each 10 s. */
const DEADLINE_MS = 11_000;

interface Setup {
  count?: number;
  hasEvents?: boolean;
  office?: MemoryOffice;
}

/** Sessions that have been at rest for a while, and what each has received. */
async function atRest({ count = 30, hasEvents = true, office = new MemoryOffice() }: Setup = {}) {
  const channel = new XMTPChannel(office.api, hasEvents ? { events: office.events } : {});
  const received = new Map<string, string[]>();
  const opened = Array.from({ length: count }, async (_, index) => {
    const name = `agent-${index}`;
    const session = await channel.openSession('office', name);
    await session.negotiate();
    const contents: string[] = [];
    received.set(name, contents);
    void (async () => {
      for await (const { content } of session.stream()) contents.push(content);
    })();
  });
  const all = Promise.all(opened);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  await all;
  office.taken();
  const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const of = (index: number): string[] => received.get(`agent-${index}`) ?? [];
  return { office, channel, received, of, wait };
}

/** The requests of each kind. */
function countOf(requests: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const request of requests) {
    const [kind = ''] = request.split(' ');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe('requests', () => {
  test.each([true, false])(
    'default: a list each 10 s and a read each second (event stream: %s)',
    async (hasEvents) => {
      const { office, wait } = await atRest({ count: 200, hasEvents });
      await wait(60_000);
      const { list = 0, read = 0 } = countOf(office.taken());
      expect(list).toBeGreaterThanOrEqual(5);
      expect(list).toBeLessThanOrEqual(8);
      expect(read).toBeGreaterThanOrEqual(50);
      expect(read).toBeLessThanOrEqual(62);
    },
  );

  test('behavior: each conversation is read in the end, those that have waited longest first', async () => {
    const { office, wait } = await atRest({ count: 40 });
    await wait(60_000);
    const read = new Set(office.taken().filter((request) => request.startsWith('read')));
    expect(read.size).toBe(40);
  });

  test('behavior: a few sessions poll one by one', async () => {
    const { office, wait } = await atRest({ count: 10 });
    await wait(60_000);
    const { list = 0, read = 0 } = countOf(office.taken());
    expect(list).toBe(0);
    expect(read).toBeGreaterThanOrEqual(50);
    expect(read).toBeLessThanOrEqual(62);
  });

  test.each([
    ['that was woken', 'wake'],
    ['that another loop reads now', 'loop'],
  ])('behavior: a lone session at rest %s still polls', async (_, change) => {
    const office = new MemoryOffice();
    const session = await new XMTPChannel(office.api).openSession('office', 'aria');
    await session.negotiate();
    const contents: string[] = [];
    const stop = new AbortController();
    const read = async (signal?: AbortSignal): Promise<void> => {
      for await (const { content } of session.stream(undefined, { signal })) contents.push(content);
    };
    read(stop.signal).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    if (change === 'wake') session.wake();
    else {
      stop.abort();
      void read();
    }
    await vi.advanceTimersByTimeAsync(1_000);
    office.say('aria', 'news');
    await vi.advanceTimersByTimeAsync(2 * DEADLINE_MS);
    expect(contents).toEqual(['news']);
  });

  test('behavior: after a break of the stream, one list tells which to read', async () => {
    const { office, of, wait } = await atRest();
    office.announces = () => false;
    office.say('agent-7', 'quiet');
    office.cut();
    await wait(100);
    expect(countOf(office.taken())).toMatchObject({ list: 1 });
    expect(of(7)).toEqual(['quiet']);
  });

  test('behavior: after an event that says nothing, one list tells which to read', async () => {
    const { office, of, wait } = await atRest();
    office.announces = () => false;
    office.say('agent-7', 'quiet');
    office.tell({ event: 'full_refresh', data: '{}' });
    await wait(1_100);
    const { list, read = 0 } = countOf(office.taken());
    expect(list).toBe(1);
    expect(read).toBeLessThanOrEqual(5);
    expect(of(7)).toEqual(['quiet']);
  });
});

describe('nothing is lost', () => {
  /** Says something to each session, spread over a minute. Returns how late each was received, in ms. */
  async function delays({ office, received, wait }: Awaited<ReturnType<typeof atRest>>) {
    const late: number[] = [];
    let step = 0;
    for (const [name, contents] of received) {
      const content = `news for ${name}`;
      office.say(name, content);
      const saidAt = performance.now();
      void (async () => {
        while (!contents.includes(content)) await new Promise((resolve) => setTimeout(resolve, 100));
        late.push(performance.now() - saidAt);
      })();
      await wait((++step % 7) * 170);
    }
    await wait(DEADLINE_MS);
    for (const [name, contents] of received) expect(contents).toEqual([`news for ${name}`]);
    expect(late).toHaveLength(received.size);
    return Math.max(...late);
  }

  test('default: events announce messages at once', async () => {
    expect(await delays(await atRest())).toBeLessThanOrEqual(200);
  });

  test('behavior: a stream that is silent and open', async () => {
    const rest = await atRest();
    rest.office.announces = () => false;
    expect(await delays(rest)).toBeLessThanOrEqual(DEADLINE_MS);
  });

  test('behavior: a proxy that drops every second event', async () => {
    const rest = await atRest();
    let count = 0;
    rest.office.announces = () => ++count % 2 === 0;
    expect(await delays(rest)).toBeLessThanOrEqual(DEADLINE_MS);
  });

  test('behavior: events without ids, and a stream that is cut again and again', async () => {
    const office = new MemoryOffice();
    office.hasIds = false;
    const rest = await atRest({ office });
    const cut = (): void => {
      office.cut();
      setTimeout(cut, 3_000);
    };
    cut();
    await delays(rest);
  });

  test('behavior: the stream of another backend, which knows nothing of these messages', async () => {
    const office = new MemoryOffice();
    office.announces = () => false;
    expect(await delays(await atRest({ office }))).toBeLessThanOrEqual(DEADLINE_MS);
  });

  test('behavior: no stream', async () => {
    expect(await delays(await atRest({ hasEvents: false }))).toBeLessThanOrEqual(DEADLINE_MS);
  });

  const shorten = ({ last_message = '', ...entry }: XMTPConversation) => ({
    ...entry,
    last_message: last_message.slice(0, 10),
  });
  test.each<[string, (entries: XMTPConversation[]) => XMTPConversation[] | Promise<XMTPConversation[]>]>([
    ['no newest message', (entries) => entries.map(({ id, peer }) => ({ id, peer }))],
    ['no time', (entries) => entries.map(({ last_message_at: _, ...entry }) => entry)],
    ['a shortened text', (entries) => entries.map(shorten)],
    [
      'another time',
      (entries) => entries.map((entry) => ({ ...entry, last_message_at: '2026-01-01T00:00:00Z' })),
    ],
    ['no conversation', () => []],
    ['some conversations', (entries) => entries.slice(0, 20)],
    ['each conversation twice', (entries) => [...entries, ...entries]],
    ['nothing readable', () => [null, 7, {}] as unknown as XMTPConversation[]],
    ['404', () => Promise.reject({ status: 404 })],
  ])('behavior: a list with %s is not believed', async (_, list) => {
    const office = new MemoryOffice();
    office.list = list;
    office.announces = () => false;
    expect(await delays(await atRest({ office }))).toBeLessThanOrEqual(DEADLINE_MS);
  });

  test('behavior: a list that fails from now on delays a message by seconds', async () => {
    const rest = await atRest();
    rest.office.announces = () => false;
    const failures = [{ status: 404 }, { status: 503, retryable: true }];
    for (const [index, failure] of failures.entries()) {
      rest.office.list = () => Promise.reject(failure);
      rest.office.say('agent-3', `${index}`);
      await rest.wait(DEADLINE_MS + 2_000);
      expect(rest.of(3)).toContain(`${index}`);
      rest.office.list = (entries) => entries;
      await rest.wait(SETTLED_MS * 2);
    }
  });

  test('behavior: a list that stays as it was delays a message by a second for each session', async () => {
    const rest = await atRest();
    const old: XMTPConversation[] = [];
    rest.office.list = (entries) => {
      if (old.length === 0) old.push(...entries);
      return old;
    };
    await rest.wait(20_000);
    rest.office.announces = () => false;
    rest.office.say('agent-9', 'hidden');
    await rest.wait(30_000 + DEADLINE_MS);
    expect(rest.of(9)).toEqual(['hidden']);
  });

  test('behavior: a message with the same text in the same second', async () => {
    const office = new MemoryOffice();
    office.time = () => Math.floor(Date.now() / 1_000) * 1_000;
    office.announces = () => false;
    const { of, wait } = await atRest({ office });
    await wait(1_000 - (Date.now() % 1_000));
    for (let turn = 0; turn < 5; turn++) {
      office.say('agent-5', 'ok');
      // The first is found by a list in this second or a later one; the second is stored just before its end.
      await wait(990);
      office.say('agent-5', 'ok');
      await wait(30_010);
    }
    expect(of(5)).toHaveLength(10);
  });

  test('behavior: a message that is stored late, before one that was read', async () => {
    const { office, of, wait } = await atRest();
    office.announces = () => false;
    const then = Date.now();
    office.say('agent-5', 'second');
    await wait(DEADLINE_MS + 2_000);
    expect(of(5)).toEqual(['second']);
    office.time = () => then - 1;
    office.say('agent-5', 'first', { at: 2 });
    office.time = Date.now;
    await wait(DEADLINE_MS);
    expect(of(5)).toEqual(['second', 'first']);
  });

  test('behavior: a server whose clock steps back by an hour', async () => {
    const { office, of, wait } = await atRest({ count: 40 });
    office.announces = () => false;
    const step = 3_600_000;
    office.time = () => Date.now() - step;
    office.say('agent-5', 'one');
    await wait(DEADLINE_MS);
    office.say('agent-5', 'two');
    await wait(DEADLINE_MS);
    expect(of(5)).toEqual(['one', 'two']);
  });

  test('behavior: the clock of this machine steps, and the machine sleeps', async () => {
    const { office, of, wait } = await atRest();
    office.announces = () => false;
    const stored = Date.now();
    office.time = () => stored;
    office.say('agent-5', 'while asleep');
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    await wait(DEADLINE_MS);
    expect(of(5)).toEqual(['while asleep']);
    vi.setSystemTime(Date.now() - 24 * 3_600_000);
    office.time = Date.now;
    office.say('agent-6', 'of yesterday');
    await wait(DEADLINE_MS);
    expect(of(6)).toEqual(['of yesterday']);
  });
});

test('behavior: sessions that are closed rest no longer', async () => {
  const { office, channel, wait } = await atRest();
  await Promise.all([channel.closeAll(), wait(5_000)]);
  office.taken();
  await wait(60_000);
  expect(office.taken()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
