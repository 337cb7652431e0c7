import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { expect, test } from 'vitest';
import { firstLook, type Known } from './firstLook.ts';

const message = (id: string, index: number): XMTPMessage => ({
  id,
  from_agent: id.startsWith('a') ? 'aria' : 'admin-sdk',
  content: id,
  created_at: new Date(index * 1000).toISOString(),
});

/** What a first look at these messages leaves for the agent to deal with. */
async function freshOf(
  ids: string[],
  known: Partial<Known> = {},
  server: { most?: number; isNewestFirst?: boolean } = {},
): Promise<string[]> {
  const all = ids.map(message);
  const read = async (limit: number): Promise<XMTPMessage[]> => {
    const page = all.slice(-Math.min(limit, server.most ?? 10_000));
    return server.isNewestFirst ? page.reverse() : page;
  };
  const look = firstLook(
    read,
    { self: 'aria', isHistory: false, handled: undefined, firstNew: undefined, ...known },
    () => undefined,
  );
  const history = new Set((await look(200)).map(({ id }) => id));
  // What is older than history is history too.
  const newest = all.slice(-1_000).map(({ id }) => id);
  return newest.filter((id) => !history.has(id) && !id.startsWith('a'));
}

test('default: what came after the agent’s own last words is new', async () => {
  expect(await freshOf(['u1', 'a1', 'u2', 'u3'])).toEqual(['u2', 'u3']);
  expect(await freshOf(['u1', 'u2'])).toEqual(['u1', 'u2']);
  expect(await freshOf(['u1', 'a1'])).toEqual([]);
  expect(await freshOf([])).toEqual([]);
  expect(await freshOf(['u1', 'a1', 'u2', 'u3'], {}, { isNewestFirst: true })).toEqual(['u2', 'u3']);
});

test('behavior: a memory tells by ids, also of what came before the agent’s last words', async () => {
  expect(await freshOf(['u1', 'u2', 'u3', 'a1'], { handled: ['u1'] })).toEqual(['u2', 'u3']);
  expect(await freshOf(['u1', 'u2', 'u3', 'a1'], { handled: ['u1', 'u3'] })).toEqual(['u2']);
  expect(await freshOf(['u1', 'a1', 'u2'], { handled: ['gone'] })).toEqual(['u2']);
});

test('behavior: in a group only what it was told of, or what follows its own words', async () => {
  expect(await freshOf(['u1', 'u2'], { isHistory: true })).toEqual([]);
  expect(await freshOf(['u1', 'u2', 'u3'], { isHistory: true, firstNew: 'u2' })).toEqual(['u2', 'u3']);
  expect(await freshOf(['u1', 'a1', 'u3'], { isHistory: true })).toEqual(['u3']);
});

test('behavior: a long queue is found as far as the server gives it', async () => {
  const ids = Array.from({ length: 900 }, (_, index) => `u${index}`);
  const fresh = await freshOf(ids, { handled: ['u99'] }, { most: 1_000 });
  expect(fresh).toEqual(ids.slice(100));
});
