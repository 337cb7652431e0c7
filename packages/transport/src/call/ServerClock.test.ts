import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ServerClock, serverTime } from './ServerClock.ts';

const ORIGIN = 'https://api.example';
const NOW = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const dated = (ms: number): Record<string, string> => ({ date: new Date(ms).toUTCString() });

describe('ServerClock', () => {
  test('default: learns and forgets the offset of one origin', () => {
    const clock = new ServerClock();
    expect(clock.offset(ORIGIN)).toBe(0);
    expect(clock.learn(ORIGIN, dated(NOW + HOUR), { time: NOW, at: performance.now() })).toBe(true);
    expect([clock.offset(ORIGIN), clock.offset('https://other.example')]).toEqual([HOUR + 500, 0]);
    clock.forget(ORIGIN);
    expect(clock.offset(ORIGIN)).toBe(0);
  });

  test('behavior: dates the response at the middle of its round trip and of its second', () => {
    const clock = new ServerClock();
    const at = performance.now();
    vi.advanceTimersByTime(8_000);
    expect(clock.learn(ORIGIN, dated(NOW + HOUR), { time: NOW, at })).toBe(true);
    expect(clock.offset(ORIGIN)).toBe(HOUR + 500 - 4_000);
  });

  test('behavior: a slow round trip is no offset', () => {
    const clock = new ServerClock();
    const at = performance.now();
    vi.advanceTimersByTime(24_000);
    expect(clock.learn(ORIGIN, dated(NOW + 12_000), { time: NOW, at })).toBe(false);
  });

  test('behavior: an offset of exactly a day is learned', () => {
    vi.setSystemTime(NOW + 500);
    const clock = new ServerClock();
    expect(clock.learn(ORIGIN, dated(NOW + 24 * HOUR), { time: NOW + 500, at: performance.now() })).toBe(
      true,
    );
    expect(clock.offset(ORIGIN)).toBe(24 * HOUR);
  });

  test('behavior: measures the round trip by the monotonic clock', () => {
    const clock = new ServerClock();
    const at = performance.now();
    vi.setSystemTime(NOW + 5 * HOUR);
    expect(clock.learn(ORIGIN, dated(NOW), { time: NOW + 5 * HOUR, at })).toBe(true);
    expect(clock.offset(ORIGIN)).toBe(500 - 5 * HOUR);
  });

  test.each([
    ['9 s', 9_000, false],
    ['10 s', 10_000, true],
    ['-11 s', -11_000, true],
    ['-10 s', -10_000, false],
    ['a day, less a second', 24 * HOUR - 1_000, true],
    ['a day and a second', 24 * HOUR + 1_000, false],
    ['less than a day and a second', -24 * HOUR - 1_000, false],
  ])('behavior: a server %s (%i ms) ahead: learned: %j', (_, ahead, isLearned) => {
    const clock = new ServerClock();
    expect(clock.learn(ORIGIN, dated(NOW + ahead), { time: NOW, at: performance.now() })).toBe(isLearned);
    expect(clock.offset(ORIGIN)).toBe(isLearned ? ahead + 500 : 0);
  });

  test.each(['http://127.0.0.1:8080', 'http://localhost:3000', 'http://[::1]:8080'])(
    'behavior: an emulator on this machine is believed any time: %s',
    (origin) => {
      const clock = new ServerClock();
      const decade = 10 * 365 * 24 * HOUR;
      const sent = { time: NOW, at: performance.now() };
      const headers = (ahead: number) => ({ ...dated(NOW + ahead), 'x-emulated-time': '1' });
      for (const ahead of [decade, -decade]) {
        expect(clock.learn(origin, headers(ahead), sent)).toBe(true);
        expect(clock.offset(origin)).toBe(ahead + 500);
      }
      // Neither another server on this machine nor an emulator elsewhere is.
      expect(clock.learn(origin, dated(NOW + decade), sent)).toBe(false);
      expect(clock.learn(ORIGIN, headers(decade), sent)).toBe(false);
      // An emulator speaks plain HTTP: this is a platform behind a tunnel.
      expect(clock.learn('https://127.0.0.1:8443', headers(decade), sent)).toBe(false);
    },
  );

  test('behavior: returns false when the known offset was used already', () => {
    const clock = new ServerClock();
    const sent = { time: NOW + HOUR, at: performance.now() };
    expect(clock.learn(ORIGIN, dated(NOW + HOUR), sent)).toBe(false);
  });

  test.each<[string, Record<string, string>]>([
    ['none', {}],
    ['one that is none', { date: 'yesterday' }],
    ['one out of a cache', { ...dated(NOW + HOUR), age: '0' }],
  ])('error: learns nothing from a bad Date: %s', (_, headers) => {
    const clock = new ServerClock();
    expect(clock.learn(ORIGIN, headers, { time: NOW, at: performance.now() })).toBe(false);
    expect(clock.offset(ORIGIN)).toBe(0);
  });
});

test('default: serverTime returns Date, or the local time without a usable Date', () => {
  expect(serverTime(dated(NOW + HOUR))).toBe(NOW + HOUR);
  expect(serverTime({ ...dated(NOW + HOUR), age: '5' })).toBe(NOW);
  expect(serverTime({ date: 'yesterday' })).toBe(NOW);
  expect(serverTime({})).toBe(NOW);
});
