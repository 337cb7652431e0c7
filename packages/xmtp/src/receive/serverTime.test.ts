import { expect, test } from 'vitest';
import { ServerTime } from './Thread.ts';

const AHEAD = 3_600_000.25;

/** The `Date` of an answer that is made at a moment, and takes 5 ms to come. */
function learnAt(time: ServerTime, at: number, ahead = AHEAD): void {
  time.learn(Math.floor((at + ahead) / 1_000) * 1_000, at, at + 5);
}

test('default: narrows the offset with each response', () => {
  const time = new ServerTime();
  expect(time.offset).toBeUndefined();
  for (let at = 0; at <= 1_000; at += 50) {
    learnAt(time, at);
    const { low = 0, high = 0 } = time.offset ?? {};
    expect(low).toBeLessThanOrEqual(AHEAD);
    expect(high).toBeGreaterThanOrEqual(AHEAD);
  }
  const { low = 0, high = 0 } = time.offset ?? {};
  expect(high - low).toBeLessThanOrEqual(60);
});

test('behavior: drops old offsets, and those before a clock change', () => {
  const time = new ServerTime();
  for (let at = 0; at <= 1_000; at += 50) learnAt(time, at);
  learnAt(time, 2_000, AHEAD - 10_000);
  expect(time.offset).toEqual({ low: expect.any(Number), high: expect.any(Number) });
  expect(time.offset?.high).toBeLessThan(AHEAD - 8_000);
  for (let at = 70_000; at <= 71_000; at += 50) learnAt(time, at);
  expect(time.offset?.low).toBeGreaterThan(AHEAD - 1_000);
});

test('behavior: shares the offset between conversations of one server', () => {
  const api = {};
  learnAt(ServerTime.of(api), 0);
  expect(ServerTime.of(api).offset).toBeDefined();
  expect(ServerTime.of({}).offset).toBeUndefined();
});
