import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { expect, test } from 'vitest';
import { firstPoll, type Known } from './firstPoll.ts';

const message = (id: string, index: number): XMTPMessage => ({
  id,
  from_agent: id.startsWith('a') ? 'aria' : 'admin-sdk',
  content: id,
  created_at: new Date(index * 1000).toISOString(),
});

/** The messages that are new to the agent after a first poll. */
async function freshOf(
  ids: string[],
  known: Partial<Known> = {},
  server: { most?: number; isNewestFirst?: boolean; gap?: (after: string, before: string) => void } = {},
): Promise<string[]> {
  const all = ids.map(message);
  const read = async (limit: number): Promise<XMTPMessage[]> => {
    const page = all.slice(-Math.min(limit, server.most ?? 10_000));
    return server.isNewestFirst ? page.reverse() : page;
  };
  const first = firstPoll(
    read,
    { self: 'aria', isHistory: false, handled: undefined, firstNew: undefined, ...known },
    { history: () => undefined, gap: server.gap ?? (() => undefined) },
  );
  const history = new Set((await first(200)).map(({ id }) => id));
  // Messages older than history are history too.
  const newest = all.slice(-(server.most ?? 10_000)).map(({ id }) => id);
  return newest.filter((id) => !history.has(id) && !id.startsWith('a'));
}

test('default: treats messages after the agent’s last message as new', async () => {
  expect(await freshOf(['u1', 'a1', 'u2', 'u3'])).toEqual(['u2', 'u3']);
  expect(await freshOf(['u1', 'u2'])).toEqual(['u1', 'u2']);
  expect(await freshOf(['u1', 'a1'])).toEqual([]);
  expect(await freshOf([])).toEqual([]);
  expect(await freshOf(['u1', 'a1', 'u2', 'u3'], {}, { isNewestFirst: true })).toEqual(['u2', 'u3']);
});

test('behavior: finds new messages by remembered ids, also before the agent’s last message', async () => {
  expect(await freshOf(['u1', 'u2', 'u3', 'a1'], { handled: ['u1'] })).toEqual(['u2', 'u3']);
  expect(await freshOf(['u1', 'u2', 'u3', 'a1'], { handled: ['u1', 'u3'] })).toEqual(['u2']);
  expect(await freshOf(['u1', 'a1', 'u2'], { handled: ['gone'] })).toEqual(['u2']);
});

test('behavior: with a memory of an unhandled conversation, its own answer to a later message hides none', async () => {
  expect(await freshOf(['u1', 'u2', 'a1'], { handled: [] })).toEqual(['u1', 'u2']);
  expect(await freshOf(['u1', 'u2', 'a1'])).toEqual([]);
});

test('behavior: in a group, takes announced messages and those after its own as new', async () => {
  expect(await freshOf(['u1', 'u2'], { isHistory: true })).toEqual([]);
  expect(await freshOf(['u1', 'u2', 'u3'], { isHistory: true, firstNew: 'u2' })).toEqual(['u2', 'u3']);
  expect(await freshOf(['u1', 'a1', 'u3'], { isHistory: true })).toEqual(['u3']);
});

test('behavior: reads a long backlog as far as the server returns it', async () => {
  const ids = Array.from({ length: 900 }, (_, index) => `u${index}`);
  const fresh = await freshOf(ids, { handled: ['u99'] }, { most: 1_000 });
  expect(fresh).toEqual(ids.slice(100));
});

test('behavior: reports deleted and omitted messages; the rest is new', async () => {
  const ids = Array.from({ length: 1_300 }, (_, index) => `u${index}`);
  const gaps: string[][] = [];
  const gap = (...between: string[]) => void gaps.push(between);
  // The server returns no more.
  expect(await freshOf(ids.slice(0, 260), {}, { most: 200, gap })).toHaveLength(200);
  expect(await freshOf(ids.slice(0, 260), { handled: ['u7'] }, { most: 137, gap })).toHaveLength(137);
  // The agent takes up no more.
  expect(await freshOf(ids, {}, { gap })).toEqual(ids.slice(-1_000));
  expect(gaps).toEqual([
    ['', 'u60'],
    ['u7', 'u123'],
    ['', 'u300'],
  ]);
  gaps.length = 0;
  expect(await freshOf(ids.slice(0, 260), {}, { gap })).toHaveLength(260);
  expect(await freshOf([...ids.slice(0, 260), 'a'], {}, { most: 200, gap })).toEqual([]);
  expect(await freshOf([...ids.slice(0, 100), 'a', ...ids.slice(100, 300)], {}, { gap })).toHaveLength(200);
  expect(await freshOf(ids.slice(0, 100), { isHistory: true, firstNew: 'u0' }, { gap })).toHaveLength(100);
  expect(gaps).toEqual([]);
});

test('behavior: back in a group, takes only announced messages as new', async () => {
  const left = { isHistory: true, isLeft: true, handled: [] };
  expect(await freshOf(['u1', 'a1', 'u2', 'u3'], left)).toEqual([]);
  expect(await freshOf(['u1', 'a1', 'u2', 'u3'], { ...left, firstNew: 'u3' })).toEqual(['u3']);
});
