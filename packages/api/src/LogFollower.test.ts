import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogFollower } from './LogFollower.ts';

/** What a server answers: the last `tail` lines of a log. */
function tailOf(log: readonly string[], tail: number): string {
  return log
    .slice(-tail)
    .map((line) => `${line}\n`)
    .join('');
}

/** Follows a log that grows, and asks for more when a snapshot does not reach back. */
function look(follower: LogFollower, log: readonly string[]): string[] {
  for (let tail = follower.tail; ; tail *= 2) {
    const lines = follower.take(tailOf(log, tail), tail);
    if (lines) return lines;
  }
}

describe('take', () => {
  test('default: what is new', () => {
    const follower = new LogFollower();
    expect(look(follower, ['a', 'b'])).toEqual(['a', 'b']);
    expect(look(follower, ['a', 'b'])).toEqual([]);
    expect(look(follower, ['a', 'b', 'c', 'd'])).toEqual(['c', 'd']);
  });

  test('behavior: equal lines are counted: none twice, none left out', () => {
    const growth = fc.array(fc.array(fc.constantFrom('tick', 'tock', ''), { maxLength: 700 }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(growth, (batches) => {
        const follower = new LogFollower();
        const log: string[] = [];
        for (const batch of batches) {
          log.push(...batch);
          expect(look(follower, log)).toEqual(batch);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('behavior: a long log is compared, also when much more than the margin is new', () => {
    const follower = new LogFollower();
    const log = Array.from({ length: 12_000 }, (_, index) => `line ${index}`);
    expect(look(follower, log).at(-1)).toBe('line 11999');
    for (const count of [1, 0, 499, 501, 9_000]) {
      const batch = Array.from({ length: count }, (_, index) => `line ${log.length + index}`);
      log.push(...batch);
      expect(look(follower, log)).toEqual(batch);
    }
  });

  test('behavior: a log that begins anew is new', () => {
    const follower = new LogFollower();
    look(follower, ['a', 'b', 'c']);
    expect(look(follower, ['x'])).toEqual(['x']);
    expect(look(follower, ['x', 'y'])).toEqual(['y']);
  });

  test('behavior: a line without a line feed waits until it is finished, or stays the same', () => {
    const follower = new LogFollower();
    expect(follower.take('a\nhal', 500)).toEqual(['a']);
    expect(follower.take('a\nhalf\nb', 500)).toEqual(['half']);
    expect(follower.take('a\nhalf\nb', 500)).toEqual(['b']);
    expect(follower.take('a\nhalf\nb', 500)).toEqual([]);
    expect(follower.take('a\nhalf\nb and more\n', 500)).toEqual(['b and more']);
  });
});
