import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault, FaultyRequest } from '../core/Faults.ts';
import { failure, startWorld, until, type World } from '../testing/world.ts';

let world: World;
let officeId: string;
let next: Fault | undefined;
const seen: FaultyRequest[] = [];

beforeAll(async () => {
  world = await startWorld({
    brain: 'none',
    faults(request) {
      seen.push(request);
      const fault = next;
      next = undefined;
      return fault;
    },
  });
  officeId = (await world.office()).id;
});
afterAll(() => world?.close());

const count = async () => (await world.owner.tasks.stats(officeId)).total;
const create = (options = {}) =>
  world.owner.tasks.create(officeId, { title: 'x' }, { maxRetries: 0, ...options });

describe('faults', () => {
  test('default: applies none, and asks for every request', async () => {
    const before = await count();
    await create();
    expect(await count()).toBe(before + 1);
    expect(seen[0]).toMatchObject({ host: 'dashboard', method: 'POST', target: '/api/offices' });
    expect(seen.at(-1)).toMatchObject({
      host: 'office-manager',
      method: 'GET',
      target: expect.stringContaining('/stats'),
      operation: 'tasks.stats',
    });
  });

  test('behavior: reset: does nothing', async () => {
    const before = await count();
    next = 'reset';
    expect(await failure(create())).toMatchObject({ status: 0, code: 'connection_failed' });
    expect(await count()).toBe(before);
  });

  test('behavior: drop: does the request and sends no response', async () => {
    const before = await count();
    next = 'drop';
    expect(await failure(create())).toMatchObject({ status: 0, outcome: 'unknown' });
    expect(await count()).toBe(before + 1);
  });

  test('behavior: cut: does the request and breaks off any response', async () => {
    const before = await count();
    next = 'cut';
    expect(await failure(create())).toMatchObject({ status: 0, outcome: 'unknown' });
    expect(await count()).toBe(before + 1);
    const file = (name: string) => new TextEncoder().encode(`the content of ${name}`);
    next = 'cut';
    // An answer without a body: its head breaks off.
    const lost = world.owner.files.upload(officeId, 'a.txt', file('a.txt'), { maxRetries: 0 });
    expect(await failure(lost)).toMatchObject({ status: 0, outcome: 'unknown' });
    expect(await world.owner.files.list(officeId)).toMatchObject([{ name: 'a.txt' }]);
    next = 'cut';
    const download = await world.owner.files.download(officeId, 'a.txt');
    await expect(download.text()).rejects.toThrow();
  });

  test('behavior: a status: does nothing', async () => {
    const before = await count();
    next = 503;
    const plain = await failure(create());
    expect(plain).toMatchObject({ status: 503, code: 'fault', retryAfterMs: undefined });
    next = { status: 429, retryAfter: 7 };
    expect(await failure(create())).toMatchObject({ status: 429, code: 'fault', retryAfterMs: 7_000 });
    expect(await count()).toBe(before);
  });

  test('behavior: does slow work after its client left, and once when it retries', async () => {
    const { clock } = world.emulator.control;
    await clock.freeze();
    const before = await count();
    next = { workMs: 8_000 };
    expect(await failure(create({ timeout: 1_000 }))).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    expect(await count()).toBe(before);
    await clock.reset();
    await clock.advance(8_000);
    await until(count, (total) => total === before + 1);
    await clock.freeze();
    next = { workMs: 8_000 };
    // The second request comes while the first is at work, and gets its answer.
    const requests = seen.length;
    const created = create({ attemptTimeout: 1_000, timeout: 120_000, maxRetries: 50 }).withResponse();
    await until(
      async () => seen.length,
      (length) => length >= requests + 2,
    );
    await clock.reset();
    await clock.advance(8_000);
    const { response } = await created;
    expect(response.attempts).toBeGreaterThan(1);
    expect(response.headers['idempotent-replayed']).toBe('true');
    expect(await count()).toBe(before + 2);
  });

  test('behavior: delays the response to a request that was done', async () => {
    const before = await count();
    next = { responseMs: 60_000 };
    const error = await failure(create({ timeout: 6_000 }));
    expect(error).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    expect(await count()).toBe(before + 1);
  });
});
