import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { describe, expect, test } from 'vitest';
import { NEW, PageOrder } from './PageOrder.ts';

const at = (...times: (number | string)[]): XMTPMessage[] =>
  times.map((time, index) => ({
    id: `${index}`,
    from_agent: 'aria',
    content: '',
    created_at: typeof time === 'string' ? time : new Date(time).toISOString(),
  }));
const ids = (messages: XMTPMessage[]) => messages.map(({ id }) => id).join('');
const nothing = () => undefined;

describe('by times', () => {
  test.each([
    [at(1, 2, 3, 4), '0123'],
    [at(4, 3, 2, 1), '3210'],
    [at(1, 1, 1, 2), '0123'],
    [at(2, 1, 1, 1), '3210'],
    // One step of the clock among many.
    [at(10, 11, 12, 3, 4, 5, 6), '0123456'],
    [at(6, 5, 4, 3, 12, 11, 10), '6543210'],
  ])('default: sorts case %#', (page, expected) => {
    const order = new PageOrder();
    expect(ids(order.oldestFirst(page, nothing))).toBe(expected);
    // One step between equal times is a hint, and proves nothing.
    expect(order.isNewestFirst).toBe(
      new Set(page.map(({ created_at }) => created_at)).size > 2 ? expected > '3' : undefined,
    );
  });

  test.each([[at()], [at(1)], [at(5, 5, 5)], [at('soon', 'later')], [at(1, 9, 2, 8, 3)]])(
    'behavior: keeps a page that proves no order: case %#',
    (page) => {
      const order = new PageOrder();
      expect(order.oldestFirst(page, nothing)).toEqual(page);
      expect(order.isNewestFirst).toBeUndefined();
    },
  );

  test('behavior: remembers the order', () => {
    const order = new PageOrder();
    order.oldestFirst(at(3, 2, 1), nothing);
    expect(ids(order.oldestFirst(at(5, 5, 5), nothing))).toBe('210');
  });
});

describe('by earlier reads', () => {
  const ranked = (order: PageOrder, page: XMTPMessage[], ranks: (number | undefined)[]) =>
    ids(order.oldestFirst(page, ({ id }) => ranks[Number(id)]));

  test('behavior: with equal times, unread messages are newer', () => {
    expect(ranked(new PageOrder(), at(5, 5, 5, 5), [0, 0, 0, NEW])).toBe('0123');
    expect(ranked(new PageOrder(), at(5, 5, 5, 5), [NEW, NEW, 0, 0])).toBe('3210');
    expect(ranked(new PageOrder(), at(5, 5, 5, 5), [NEW, 2, 1, 0])).toBe('3210');
  });

  test('behavior: ignores a message that was stored late between others', () => {
    const order = new PageOrder();
    expect(ranked(order, at(5, 5, 5, 5), [0, NEW, 0, 0])).toBe('0123');
    expect(order.isNewestFirst).toBeUndefined();
  });

  test('behavior: trusts agreeing times over a message that was stored late before all others', () => {
    expect(ranked(new PageOrder(), at(1, 2, 3, 4), [NEW, 0, 0, NEW])).toBe('0123');
    expect(ranked(new PageOrder(), at(1, 2, 3, 4), [NEW, 0, 0, 0])).toBe('0123');
  });

  test('behavior: learns nothing from the same page again', () => {
    const order = new PageOrder();
    for (let look = 0; look < 100; look++) ranked(order, at(5, 5, 5), [1, 0, 0]);
    expect(ranked(order, at(5, 5, 5, 5, 5), [0, 0, 0, 1, NEW])).toBe('01234');
  });
});

test('behavior: until the order is proved, trusts agreeing times over messages stored late', () => {
  const order = new PageOrder();
  const at = (id: string, ms: number): XMTPMessage => ({
    id,
    from_agent: 'aria',
    content: id,
    created_at: new Date(1_700_000_000_000 + ms).toISOString(),
  });
  const stored = [at('c', 1), at('b', 2), at('a', 3)];
  const ranks: Record<string, number> = {};
  const read = (page: XMTPMessage[], look: number): string[] => {
    const ids = order.oldestFirst(page, ({ id }) => ranks[id] ?? NEW).map(({ id }) => id);
    for (const id of ids) ranks[id] ??= look;
    return ids;
  };
  // Each is stored before the one that was read already.
  for (const look of [1, 2, 3]) read(stored.slice(-look), look);
  expect(read([...stored, at('d', 4), at('e', 5)], 4)).toEqual(['c', 'b', 'a', 'd', 'e']);
});
