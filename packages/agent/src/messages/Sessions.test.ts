import { afterEach, expect, test, vi } from 'vitest';
import { AgentTurns } from './AgentTurns.ts';
import { Sessions } from './Sessions.ts';

const HOUR = 60 * 60_000;
afterEach(() => void vi.useRealTimers());

test('behavior: ends a session after a day of silence, across restarts and clock changes', () => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  let sessions = new Sessions();
  sessions.start('s', 'bo', []);
  vi.advanceTimersByTime(20 * HOUR);
  expect(sessions.hear('bo')).toBe(true);
  vi.advanceTimersByTime(20 * HOUR);
  // A clock that steps closes no session.
  vi.setSystemTime(Date.now() + 100 * HOUR);
  sessions = new Sessions(sessions.known());
  expect(sessions.hear('bo')).toBe(true);
  vi.advanceTimersByTime(20 * HOUR);
  sessions = new Sessions(sessions.known());
  vi.advanceTimersByTime(20 * HOUR);
  expect(sessions.hear('bo')).toBe(false);
  expect(sessions.known()).toEqual([]);
  expect(sessions.start('s', 'bo', [])).toBe(true);
});

test('behavior: restores turns over time', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const turns = new AgentTurns(2);
  expect([turns.take(), turns.take(), turns.take()]).toEqual([true, true, false]);
  vi.advanceTimersByTime(HOUR);
  expect([turns.take(), turns.take(), turns.take()]).toEqual([true, true, false]);
  expect(new AgentTurns(0).take()).toBe(false);
  expect(new AgentTurns(Number.POSITIVE_INFINITY).take()).toBe(true);
});

test('behavior: streams replies when all clients support it, to the newest session of the sender', () => {
  const sessions = new Sessions();
  expect(sessions.streamingFor('ann')).toEqual([]);
  expect(sessions.start('s1', 'ann', ['growing_answers'])).toBe(true);
  expect(sessions.start('s1', 'ann', [])).toBe(false);
  sessions.start('s2', 'ann', ['growing_answers', 'other']);
  expect(sessions.streamingFor('ann')).toEqual(['s2', 's1']);
  expect(sessions.streamingFor('bob')).toEqual([]);
  sessions.start('s3', 'bob', []);
  expect(sessions.streamingFor('ann')).toEqual([]);
  sessions.end('s3', 'ann');
  expect(sessions.streamingFor('ann')).toEqual([]);
  sessions.end('s3', 'bob');
  expect(new Sessions(sessions.known()).streamingFor('ann')).toEqual(['s2', 's1']);
});

test('behavior: forgets sessions without an END', () => {
  const sessions = new Sessions();
  for (let n = 0; n < 200; n++) sessions.start(`s${n}`, 'ann', []);
  expect(sessions.known()).toHaveLength(50);
});
