import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Db } from '../store/Db.ts';
import { createOffice } from './createOffice.ts';
import { officeEvents } from './officeEvents.ts';
import { Platform } from './Platform.ts';
import { publish } from './publish.ts';

let platform: Platform;
let officeId: string;
const abort = new AbortController();

beforeEach(() => {
  vi.useFakeTimers();
  platform = new Platform(new Db(), {
    jwtSecret: '',
    initialCredits: 0,
    readyAfterMs: 0,
    dialect: 'both',
    exec: true,
    now: () => 0,
  });
  officeId = createOffice(platform, 'acme', 'user').id;
});
afterEach(() => {
  vi.useRealTimers();
  platform.db.close();
});

test('behavior: a comment every 15 s while nothing happens, and the end at once when nobody reads', async () => {
  const reader = { reader: undefined, lastEventId: undefined, signal: abort.signal, mayRead: () => true };
  const stream = officeEvents(platform, officeId, reader);
  expect((await stream.next()).value).toMatch(/^retry: 1000\nid: \d+\n: connected\n\n$/);
  for (let round = 0; round < 3; round++) {
    const next = stream.next();
    await vi.advanceTimersByTimeAsync(14_999);
    await expect(Promise.race([next, Promise.resolve('nothing yet')])).resolves.toBe('nothing yet');
    await vi.advanceTimersByTimeAsync(1);
    expect((await next).value).toBe(': \n\n');
  }
  const news = stream.next();
  publish(platform, officeId, 'office', { hidden: true });
  publish(platform, officeId, 'file', { name: 'a' });
  expect((await news).value).toMatch(/^id: \d+\nevent: file\ndata: \{"name":"a"\}\n\n$/);
  const last = stream.next();
  abort.abort();
  expect(await last).toEqual({ done: true, value: undefined });
});
