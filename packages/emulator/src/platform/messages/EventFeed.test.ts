import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultLimits } from '../../core/LimitSettings.ts';
import { Database } from '../../store/Database.ts';
import { Table } from '../../store/Table.ts';
import { HandClock } from '../../testing/HandClock.ts';
import { Platform } from '../Platform.ts';

const clock = new HandClock();
let platform: Platform;
let officeId: string;
const abort = new AbortController();

beforeEach(() => {
  platform = new Platform(new Database(), {
    jwtSecret: '',
    limits: { ...defaultLimits(), initialCredits: 0, readyAfterMs: 0 },
    dialect: 'both',
    exec: true,
    clock,
  });
  officeId = platform.offices.create('acme', 'user').id;
});
afterEach(() => {
  platform.db.close();
});

test('behavior: sends a comment every 15 s while idle, and ends at once when the reader leaves', async () => {
  const caller = { kind: 'user', id: 'user:u', name: 'u', userId: 'u', admin: false } as const;
  const reader = { caller, lastEventId: undefined, signal: abort.signal, mayRead: () => true };
  const stream = platform.eventFeed.stream(officeId, reader);
  expect((await stream.next()).value).toMatch(/^retry: 1000\nid: \d+\n: connected\n\n$/);
  for (let round = 0; round < 3; round++) {
    const next = stream.next();
    await expect(Promise.race([next, Promise.resolve('nothing yet')])).resolves.toBe('nothing yet');
    await vi.waitUntil(() => clock.waits.size > 0);
    expect([...clock.waits.values()]).toEqual([15_000]);
    clock.end();
    expect((await next).value).toBe(': \n\n');
  }
  const news = stream.next();
  platform.events.publish(officeId, 'office', { hidden: true });
  platform.events.publish(officeId, 'file', { name: 'a' });
  expect((await news).value).toMatch(/^id: \d+\nevent: file\ndata: \{"name":"a"\}\n\n$/);
  const last = stream.next();
  abort.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(clock.waits.size).toBe(0);
});

test('behavior: streams that stand at the same event share a query', async () => {
  const caller = { kind: 'user', id: 'user:u', name: 'u', userId: 'u', admin: false } as const;
  const leave = new AbortController();
  const reader = { caller, lastEventId: undefined, signal: leave.signal, mayRead: () => true };
  const streams = Array.from({ length: 20 }, () => platform.eventFeed.stream(officeId, reader));
  await Promise.all(streams.map((stream) => stream.next()));
  const news = streams.map((stream) => stream.next());
  const query = vi.spyOn(Table.prototype, 'all');
  for (const name of ['a', 'b', 'c']) {
    platform.events.publish(officeId, 'file', { name });
    const events = await Promise.all(news.splice(0));
    expect(new Set(events.map(({ value }) => value)).size).toBe(1);
    expect(events[0]?.value).toContain(`{"name":"${name}"}`);
    news.push(...streams.map((stream) => stream.next()));
  }
  // One for each event, and one that finds nothing after it.
  expect(query.mock.calls.length).toBeLessThanOrEqual(6);
  leave.abort();
  await Promise.all(news);
  query.mockRestore();
});
