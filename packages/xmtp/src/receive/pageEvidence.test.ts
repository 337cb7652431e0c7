import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { describe, expect, test } from 'vitest';
import { NEW, PageOrder } from './PageOrder.ts';
import { SeenMessages } from './SeenMessages.ts';

const at = (...times: number[]): XMTPMessage[] =>
  times.map((time, index) => ({
    id: `${index}`,
    from_agent: 'aria',
    content: '',
    created_at: new Date(time).toISOString(),
  }));
const ids = (messages: XMTPMessage[]) => messages.map(({ id }) => id).join('');
const nothing = () => undefined;
/** A page of equal times, which prove nothing. */
const page = (length: number): XMTPMessage[] => at(...Array.from({ length }, () => 5));

/** A page of the messages with these ids. */
const part = (some: string) => page(10).filter(({ id }) => some.includes(id));

describe('compare', () => {
  test.each<[string, string, number, boolean | undefined]>([
    ['at its end: the oldest come first', '345', 6, false],
    ['at its beginning: the newest come first', '012', 6, true],
    ['two messages: undecided', '67', 8, undefined],
    ['all but two: undecided', '234567', 8, undefined],
    ['at every other place: undecided', '024', 6, undefined],
    ['mostly at its end: the oldest come first', '2457', 8, false],
    ['slightly at its end: undecided', '1457', 8, undefined],
  ])('default: the later page has a part of the earlier one %s', (_, shorter, length, isNewestFirst) => {
    const order = new PageOrder();
    order.compare(page(length), part(shorter));
    expect([order.isNewestFirst, order.belief]).toEqual([isNewestFirst, isNewestFirst]);
    expect(ids(order.oldestFirst(page(3), nothing))).toBe(isNewestFirst ? '210' : '012');
  });

  test.each([
    ['345', at(3, 2, 1), '012'],
    ['012', at(1, 2, 3), '210'],
  ])('behavior: outweighs two contrary times: %s', (shorter, contrary, expected) => {
    const order = new PageOrder();
    order.compare(page(6), part(shorter));
    expect(ids(order.oldestFirst(contrary, nothing))).toBe(expected);
  });
});

describe('a known order', () => {
  test.each([
    [true, at(1, 2, 3), '210'],
    [false, at(3, 2, 1), '012'],
  ])('default: newest first: %j outweighs two contrary times', (isNewestFirst, contrary, expected) => {
    const order = new PageOrder(isNewestFirst);
    expect([order.isNewestFirst, order.belief]).toEqual([isNewestFirst, isNewestFirst]);
    expect(ids(order.oldestFirst(page(3), nothing))).toBe(isNewestFirst ? '210' : '012');
    expect(ids(order.oldestFirst(contrary, nothing))).toBe(expected);
  });

  test('behavior: is not replaced by contrary times of one page', () => {
    const order = new PageOrder(false);
    order.oldestFirst(at(5, 4, 3, 2, 1), nothing);
    expect(order.isNewestFirst).toBe(false);
  });
});

describe('hints', () => {
  test('default: there is no belief before any', () => {
    const order = new PageOrder();
    expect([order.isNewestFirst, order.belief]).toEqual([undefined, undefined]);
    order.oldestFirst(page(3), nothing);
    expect(order.belief).toBeUndefined();
  });

  test('behavior: one step of the clock is believed, and kept while nothing contradicts', () => {
    const order = new PageOrder();
    order.oldestFirst(at(2, 1), nothing);
    expect([order.isNewestFirst, order.belief]).toEqual([undefined, true]);
    expect(ids(order.oldestFirst(page(2), nothing))).toBe('10');
  });

  test.each([
    ['one step more than the other way, of three', at(1, 9, 2, 8)],
    ['two steps more than the other way, of four', at(1, 2, 3, 4, 3)],
  ])('behavior: mixed times are not believed: %s', (_, mixed) => {
    const order = new PageOrder();
    order.oldestFirst(mixed, nothing);
    expect(order.belief).toBeUndefined();
  });
});

describe('reads and times', () => {
  /** An order for which two new messages came after known ones. */
  const afterTwo = (): PageOrder => {
    const order = new PageOrder();
    for (let round = 0; round < 2; round++) order.oldestFirst(page(2), ({ id }) => (id === '0' ? 0 : NEW));
    expect([order.isNewestFirst, order.belief]).toEqual([undefined, false]);
    return order;
  };

  test('behavior: two agreeing contrary times outweigh them', () => {
    expect(ids(afterTwo().oldestFirst(at(3, 2, 1), nothing))).toBe('210');
  });

  test('behavior: one contrary time does not', () => {
    expect(ids(afterTwo().oldestFirst(at(2, 1), nothing))).toBe('01');
    const order = new PageOrder();
    order.oldestFirst(at(2, 1), ({ id }) => (id === '0' ? 0 : NEW));
    expect(order.belief).toBeUndefined();
  });

  test('behavior: mixed times leave the evidence unchanged', () => {
    const order = afterTwo();
    order.oldestFirst(at(5, 4, 3, 2, 9), nothing);
    expect(ids(order.oldestFirst(at(2, 1), nothing))).toBe('01');
  });

  test('behavior: agreeing times add to the evidence', () => {
    const order = afterTwo();
    order.oldestFirst(at(1, 2, 3), nothing);
    expect(order.isNewestFirst).toBe(false);
  });
});

describe('SeenMessages', () => {
  test('default: remembers the newest ids, up to its capacity', () => {
    const seen = new SeenMessages(2);
    expect([seen.size, seen.newest, seen.ids()]).toEqual([0, undefined, []]);
    expect([seen.add('a', 1), seen.add('b', 2)]).toEqual([true, true]);
    expect(seen.ids()).toEqual(['a', 'b']);
    expect([seen.add('a', 3), seen.newest, seen.pollOf('a')]).toEqual([false, 'b', 1]);
    expect(seen.add('c', 3)).toBe(true);
    expect([seen.size, seen.newest, seen.ids()]).toEqual([2, 'c', ['b', 'c']]);
    expect([seen.has('a'), seen.has('b'), seen.pollOf('a'), seen.pollOf('c')]).toEqual([
      false,
      true,
      undefined,
      3,
    ]);
  });
});
