import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogFollower } from './LogFollower.ts';

/** The answer of a server: the last `tail` lines of a log. */
function tailOf(log: readonly string[], tail: number): string {
  return log
    .slice(-tail)
    .map((line) => `${line}\n`)
    .join('');
}

/** Follows a log that grows, and asks for more when a snapshot is too short; `asked` notes the lengths. */
function look(follower: LogFollower, log: readonly string[], asked: number[] = []): string[] {
  for (let tail = follower.tail; ; tail *= 2) {
    asked.push(tail);
    const lines = follower.take(tailOf(log, tail), tail);
    if (lines) return lines;
  }
}

/** Whether two long lists are the same; their difference would take too long to show. */
function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((line, index) => line === others[index]);
}

/** Lines of three kinds in an order that does not come again. */
function mixed(seed: number): () => string {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return ['tick', 'tock', 'heartbeat'][(state >>> 16) % 3] ?? '';
  };
}

describe('take', () => {
  test('default: returns new lines', () => {
    const follower = new LogFollower();
    expect(look(follower, ['a', 'b'])).toEqual(['a', 'b']);
    expect(look(follower, ['a', 'b'])).toEqual([]);
    expect(look(follower, ['a', 'b', 'c', 'd'])).toEqual(['c', 'd']);
  });

  test('behavior: counts equal lines, without repeats or omissions', () => {
    const line = fc.constantFrom('tick', 'tock', '');
    const repeated = fc.tuple(line, fc.nat(1_200)).map(([one, count]) => Array<string>(count).fill(one));
    const batch = fc.oneof(fc.array(line, { maxLength: 700, size: 'max' }), repeated);
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4, size: 'max' }), (batches) => {
        const follower = new LogFollower();
        const log: string[] = [];
        for (const lines of batches) {
          log.push(...lines);
          expect(same(look(follower, log), lines)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('behavior: repeats and omits no line of a long log with few distinct lines', () => {
    const sizes = fc.tuple(
      fc.integer(),
      fc.array(fc.nat(7_000), { minLength: 1, maxLength: 5, size: 'max' }),
    );
    fc.assert(
      fc.property(sizes, ([seed, counts]) => {
        const next = mixed(seed);
        const follower = new LogFollower();
        const log = Array.from({ length: 9_000 }, next);
        look(follower, log);
        for (const count of counts) {
          const lines = Array.from({ length: count }, next);
          log.push(...lines);
          expect(same(look(follower, log), lines)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('behavior: repeats and omits no line of more than 20,000 equal ones', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9_000), { minLength: 1, maxLength: 6, size: 'max' }), (counts) => {
        const follower = new LogFollower();
        const log = Array<string>(20_000).fill('tick');
        expect(look(follower, log)).toHaveLength(20_000);
        for (const count of counts) {
          log.push(...Array<string>(count).fill('tick'));
          expect(look(follower, log)).toHaveLength(count);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('behavior: repeats and omits no line of a long log that repeats itself, at first or later', () => {
    const sizes = fc.record({
      period: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4_400 })),
      head: fc.constantFrom(0, 3_000, 12_000),
      counts: fc.array(fc.nat(9_000), { minLength: 1, maxLength: 6, size: 'max' }),
    });
    fc.assert(
      fc.property(sizes, ({ period, head, counts }) => {
        const follower = new LogFollower();
        const log = Array.from({ length: head }, (_, index) => `line ${index}`);
        const next = () => `step ${log.length % period}`;
        for (let index = head; index < 12_000; index++) log.push(next());
        look(follower, log);
        for (const count of counts) {
          const before = log.length;
          for (let index = 0; index < count; index++) log.push(next());
          expect(same(look(follower, log), log.slice(before))).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('behavior: fetches a long log whole only when it repeats itself', () => {
    const follower = new LogFollower();
    const asked: number[] = [];
    const log = Array.from({ length: 60_000 }, (_, index) => `line ${index}`);
    look(follower, log, asked);
    for (const line of ['a', 'b', 'b', 'b']) {
      log.push(line);
      expect(look(follower, log, asked)).toEqual([line]);
    }
    expect(asked).toEqual(Array(5).fill(5_500));
    log.push(...Array<string>(501).fill('tick'));
    expect(look(follower, log, asked)).toHaveLength(501);
    expect(asked.at(-1)).toBeGreaterThan(log.length);
    log.push('tick');
    expect(look(follower, log, asked)).toEqual(['tick']);
    expect(asked.at(-1)).toBe(log.length - 1 + 500);
  });

  test('behavior: does not use a repeated line as an anchor', () => {
    const follower = new LogFollower();
    const beat = (length: number, from: number) =>
      Array.from({ length }, (_, index) => (index % 3 === 0 ? 'heartbeat' : `line ${from + index}`));
    const log = beat(600, 0);
    look(follower, log);
    const lines = [...beat(2_001, 600), ...Array<string>(10).fill('heartbeat')];
    log.push(...lines);
    expect(look(follower, log)).toEqual(lines);
  });

  test('behavior: follows a log that loses its beginning, and a server that returns fewer lines', () => {
    const follower = new LogFollower();
    const log = Array.from({ length: 2_000 }, (_, index) => `line ${index}`);
    expect(look(follower, log)).toHaveLength(2_000);
    log.push('new');
    expect(look(follower, log.slice(-1_000))).toEqual(['new']);
    log.push('newer');
    expect(look(follower, log.slice(-1_000))).toEqual(['newer']);
  });

  test('behavior: compares a long log when much more than the margin is new', () => {
    const follower = new LogFollower();
    const log = Array.from({ length: 12_000 }, (_, index) => `line ${index}`);
    expect(look(follower, log).at(-1)).toBe('line 11999');
    for (const count of [1, 0, 499, 501, 9_000]) {
      const batch = Array.from({ length: count }, (_, index) => `line ${log.length + index}`);
      log.push(...batch);
      expect(look(follower, log)).toEqual(batch);
    }
  });

  test('behavior: returns all lines of a log that was restarted', () => {
    const follower = new LogFollower();
    look(follower, ['a', 'b', 'c']);
    expect(look(follower, ['x'])).toEqual(['x']);
    expect(look(follower, ['x', 'y'])).toEqual(['y']);
  });

  test('behavior: waits for the end of a line without a line feed', () => {
    const follower = new LogFollower();
    expect(follower.take('a\nhal', 500)).toEqual(['a']);
    expect(follower.take('a\nhalf\nb', 500)).toEqual(['half']);
    expect(follower.take('a\nhalf\nb', 500)).toEqual(['b']);
    expect(follower.take('a\nhalf\nb', 500)).toEqual([]);
    expect(follower.take('a\nhalf\nb and more\n', 500)).toEqual(['b and more']);
    expect(follower.take('a\nhalf\nb and more\nc', 500)).toEqual([]);
    expect(follower.take('a\nhalf\nb and more\nc\nc', 500)).toEqual(['c']);
    expect(follower.take('a\nhalf\nb and more\nc\nc', 500)).toEqual(['c']);
    expect(follower.take('a\nhalf\nb and more\nc\nc\n', 500)).toEqual([]);
  });
});
