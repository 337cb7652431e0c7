import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultLimits } from '../../core/LimitSettings.ts';
import { Database } from '../../store/Database.ts';
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
