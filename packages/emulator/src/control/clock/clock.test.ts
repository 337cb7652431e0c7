import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure, raw, startWorld, until, type World } from '../../testing/world.ts';
import type { ClockControl } from '../ClockControl.ts';
import { connectControl } from '../http/connectControl.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

let world: World;
let clock: ClockControl;
beforeEach(async () => {
  world = await startWorld({ brain: 'none', readyAfterMs: 10 * SECOND });
  clock = world.emulator.control.clock;
});
afterEach(() => world?.close());

/** The id of an office with an agent that is ready. */
async function officeWithAria(): Promise<string> {
  const { id } = await world.office();
  await world.owner.employees.hire(id, { name: 'aria' });
  await clock.advance(10 * SECOND);
  return id;
}

describe('state', () => {
  test('default: is real time; each call returns the state', async () => {
    const before = Date.now();
    const { now, rate, offsetMs } = await clock.get();
    expect(now).toBeGreaterThanOrEqual(before);
    expect([rate, offsetMs]).toEqual([1, 0]);
    expect(await clock.freeze()).toMatchObject({ rate: 0 });
    const set = await clock.set('2030-01-01T00:00:00Z');
    expect(set.now).toBe(Date.UTC(2030, 0));
    expect((await clock.advance(DAY)).now).toBe(Date.UTC(2030, 0, 2));
    expect((await clock.set(new Date(Date.UTC(2029, 0)))).now).toBe(Date.UTC(2029, 0));
    expect((await clock.get()).now).toBe(Date.UTC(2029, 0));
    expect(await clock.run(10)).toMatchObject({ rate: 10 });
    expect(await clock.reset()).toMatchObject({ rate: 1, offsetMs: 0 });
  });

  test('behavior: what it advances by is the difference to real time', async () => {
    await clock.advance(HOUR);
    expect(await clock.advance(1)).toMatchObject({ rate: 1, offsetMs: HOUR + 1 });
  });

  test('behavior: works on top of `now`', async () => {
    await world.close();
    let now = Date.UTC(2000, 0);
    world = await startWorld({ brain: 'none', now: () => now });
    clock = world.emulator.control.clock;
    expect(await clock.advance(HOUR)).toEqual({ now: now + HOUR, rate: 1, offsetMs: HOUR });
    now += MINUTE;
    expect(await clock.get()).toMatchObject({ now: now + HOUR });
    await clock.run(3);
    now += MINUTE;
    expect(await clock.get()).toEqual({ now: now + HOUR + 2 * MINUTE, rate: 3, offsetMs: HOUR + 2 * MINUTE });
    await clock.freeze();
    now += MINUTE;
    expect((await clock.get()).now).toBe(now + HOUR + MINUTE);
    expect(await clock.reset()).toEqual({ now, rate: 1, offsetMs: 0 });
  });

  test.each([
    ['set', 'yesterday', 'text such as 2030-01-31T08:00:00Z, got text'],
    ['set', Number.NaN, 'time must be'],
    ['set', -1, 'time must be'],
    ['set', new Date('x'), 'time must be'],
    ['set', Date.UTC(10_000, 0), 'time must be'],
    ['set', {}, 'time must be'],
    ['advance', -1, 'ms must be 0 or more'],
    ['advance', Number.POSITIVE_INFINITY, 'ms must be a finite number'],
    ['advance', '5', 'ms must be a number'],
    ['advance', 9_000 * YEAR, 'ms must not lead beyond the year 9999'],
    ['run', -1, 'rate must be 0 (frozen) or more'],
    ['run', 1e9, 'rate must be 1,000,000 at most'],
    ['run', Number.NaN, 'rate must be'],
  ] as const)('error: %s(%o) is refused', async (method, value, message) => {
    const call = clock[method] as (value: unknown) => Promise<unknown>;
    await expect(call(value)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(message),
    });
    expect((await clock.get()).offsetMs).toBe(0);
  });
});

describe('what follows the clock', () => {
  test('behavior: an agent becomes ready, and goes offline without heartbeats', async () => {
    await clock.freeze();
    const { id } = await world.office();
    const { employees } = world.owner;
    await employees.hire(id, { name: 'aria' });
    await clock.advance(9_999);
    expect((await employees.get(id, 'aria')).status.ready).toBe(false);
    await clock.advance(1);
    expect((await employees.get(id, 'aria')).status.ready).toBe(true);
    const isOnline = async () => (await employees.presence(id, 'aria')).online;
    await clock.advance(2 * MINUTE - 1);
    expect(await isOnline()).toBe(true);
    await clock.advance(1);
    expect(await isOnline()).toBe(false);
  });

  test('behavior: the window of hires, and how long to wait for it', async () => {
    await clock.freeze();
    const { id } = await world.office();
    const hire = (name: string) => world.owner.employees.hire(id, { name }, { maxRetries: 0 });
    for (const name of ['a', 'b', 'c']) await hire(name);
    expect(await failure(hire('d'))).toMatchObject({ status: 429, retryAfterMs: 10 * MINUTE });
    await clock.advance(10 * MINUTE - 1);
    expect(await failure(hire('d'))).toMatchObject({ status: 429, retryAfterMs: SECOND });
    await clock.advance(1);
    expect(await hire('d')).toMatchObject({ name: 'd' });
  });

  test('behavior: idempotency keys expire after a day', async () => {
    await clock.freeze();
    const { id } = await world.office();
    const create = async () => {
      const { data, response } = await world.owner.tasks
        .create(id, { title: 'x' }, { idempotencyKey: 'once' })
        .withResponse();
      return [data.id, response.headers['idempotent-replayed']];
    };
    const [first] = await create();
    await clock.advance(DAY - 1);
    expect(await create()).toEqual([first, 'true']);
    await clock.advance(1);
    expect(await create()).not.toEqual([first, 'true']);
  });

  test('behavior: running time is charged for the time that passed', async () => {
    const id = await officeWithAria();
    const { credits } = world.owner;
    await clock.freeze();
    const before = (await credits.balance(id)).balance;
    await clock.advance(10 * HOUR);
    // One core, at one credit an hour. Less than the smallest charge may be left out.
    expect(before - (await credits.balance(id)).balance).toBeCloseTo(10, 1);
  });

  test('behavior: signatures and tokens expire', async () => {
    const id = await officeWithAria();
    await clock.freeze();
    // A new client signs by the clock of its machine. Without retries it does not correct it.
    const once = { maxRetries: 0 };
    const aria = () => world.as(id, 'aria').tasks.list(id, {}, once);
    const service = () => world.token().tasks.list(id, {}, once);
    await clock.set(Date.now() + 30 * SECOND);
    expect(await aria()).toEqual([]);
    expect(await service()).toEqual([]);
    await clock.set(Date.now() + 2 * HOUR);
    expect(await failure(aria())).toMatchObject({ status: 401 });
    expect(await failure(service())).toMatchObject({ status: 401 });
  });

  test('behavior: a sign-in page expires, and is used once, also when the clock is set back', async () => {
    const page = `${world.emulator.dashboardEndpoint}/api/auth/cli-login`;
    const ticket = async () =>
      /name="ticket"[^>]* value="([^"]+)"/.exec((await raw(`${page}?port=4711&state=s`)).text)?.[1] ?? '';
    const send = async (value: string) => {
      const form = new URLSearchParams({ ticket: value, email: 'dev@mitosis.test', action: 'sign-in' });
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      return (await raw(page, { method: 'POST', body: form.toString(), headers })).status;
    };
    const late = await ticket();
    expect(late).not.toBe('');
    await clock.advance(11 * MINUTE);
    expect(await send(late)).toBe(400);
    const used = await ticket();
    expect(await send(used)).toBe(303);
    await clock.advance(11 * MINUTE);
    await clock.set(Date.now() - YEAR);
    expect(await send(used)).toBe(400);
  });

  test('behavior: an event stream sends a comment every 15 s', async () => {
    await clock.freeze();
    const { id } = await world.office();
    const { endpoint, apiKey } = world.emulator;
    const response = await fetch(`${endpoint}/api/v1/offices/${id}/messages/stream`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const read = async (length: number) => {
      while (text.split(': \n\n').length - 1 < length) text += (await reader?.read())?.value ?? '';
    };
    while (!text.includes(': connected')) text += (await reader?.read())?.value ?? '';
    await clock.advance(15 * SECOND - 1);
    await clock.advance(4 * 15 * SECOND);
    await read(4);
    await world.owner.tasks.create(id, { title: 'x' });
    while (!text.includes('event: task')) text += (await reader?.read())?.value ?? '';
    // Four, and no more.
    expect(text.split(': \n\n')).toHaveLength(5);
    await reader?.cancel();
  });

  test('behavior: commands sleep by it, and are timed out by it', async () => {
    await clock.freeze();
    const { id } = await world.office();
    const exec = (command: string, timeout_ms?: number) =>
      world.owner.workspace.exec(id, { command, ...(timeout_ms && { timeout_ms }) });
    let ended = 0;
    const count = (): void => {
      ended++;
    };
    const slept = exec('date; sleep 20; date; sleep 5; date').finally(count);
    const timedOut = exec('sleep 1000', 5_000).finally(count);
    await exec('date');
    expect(ended).toBe(0);
    while (ended < 2) {
      await clock.advance(30 * SECOND);
      await exec('date');
    }
    const [first = 0, second = 0, third = 0] = (await slept).stdout.trim().split('\n').map(Date.parse);
    expect([second - first, third - second]).toEqual([20_000, 5_000]);
    expect((await timedOut).exit_code).not.toBe(0);
  });
});

describe("the emulator's own agents", () => {
  test('behavior: are ready when a jump is over, and stay online without waiting', async () => {
    await world.close();
    world = await startWorld({ readyAfterMs: HOUR });
    clock = world.emulator.control.clock;
    await clock.freeze();
    const { id } = await world.office();
    await world.owner.employees.hire(id, { name: 'aria' });
    await clock.advance(HOUR);
    expect((await world.owner.employees.get(id, 'aria')).status.ready).toBe(true);
    for (const ms of [10 * MINUTE, 10 * DAY]) {
      await clock.advance(ms);
      expect((await world.owner.employees.presence(id, 'aria')).online).toBe(true);
    }
  });
});

describe('over HTTP', () => {
  test('default: sets the time by a Date, and advances', async () => {
    const { endpoint, controlToken } = world.emulator;
    const control = connectControl({ endpoint, token: controlToken });
    await control.clock.freeze();
    await control.clock.set(new Date('2040-01-01'));
    expect(await control.clock.advance(HOUR)).toMatchObject({ now: Date.UTC(2040, 0, 1, 1), rate: 0 });
    await expect(control.clock.set('soon')).rejects.toMatchObject({ code: 'invalid_argument' });
    expect((await control.clock.get()).now).toBe(Date.UTC(2040, 0, 1, 1));
  });
});

describe('rate', () => {
  test('behavior: at a rate all comes sooner; frozen, nothing', async () => {
    await world.close();
    // An hour, at 36,000 times real time, is a tenth of a second. Without the rate the test would never end.
    world = await startWorld({ brain: 'none', readyAfterMs: HOUR });
    clock = world.emulator.control.clock;
    const { id } = await world.office();
    const { employees } = world.owner;
    await employees.hire(id, { name: 'aria' });
    await clock.run(36_000);
    await until(
      () => employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
    await clock.freeze();
    await employees.hire(id, { name: 'bo' });
    const { now } = await clock.get();
    expect((await employees.get(id, 'bo')).status.ready).toBe(false);
    expect((await clock.get()).now).toBe(now);
    await clock.advance(HOUR);
    expect((await employees.get(id, 'bo')).status.ready).toBe(true);
  });

  test('behavior: a timer follows a later change of the rate', async () => {
    const { id } = await world.office();
    await clock.freeze();
    await world.owner.employees.hire(id, { name: 'aria' });
    await clock.run(1_000);
    await until(
      () => world.owner.employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
  });
});

describe('set back', () => {
  test('behavior: nothing hangs and nothing happens twice', async () => {
    await clock.freeze();
    await clock.advance(10 * YEAR);
    const id = await officeWithAria();
    const { employees, tasks, credits, files } = world.owner;
    await employees.hire(id, { name: 'bo' });
    await employees.hire(id, { name: 'cy' });
    const key = { idempotencyKey: 'once' };
    const task = await tasks.create(id, { title: 'x' }, key);
    await files.upload(id, 'a.txt', new TextEncoder().encode('a'));
    const { balance } = await credits.balance(id);
    await clock.set(Date.UTC(2020, 0));
    // A repeated request is not done again, until its day is over.
    expect((await tasks.create(id, { title: 'x' }, key)).id).toBe(task.id);
    // The agents that were about to be ready become so after the same wait.
    await clock.advance(10 * SECOND);
    expect((await employees.get(id, 'bo')).status.ready).toBe(true);
    // The window of hires ends after ten minutes, not ten years.
    const hire = () => employees.hire(id, { name: 'di' }, { maxRetries: 0 });
    const refused = await failure(hire());
    expect(refused.retryAfterMs).toBeLessThanOrEqual(10 * MINUTE);
    await clock.advance(refused.retryAfterMs ?? 0);
    await hire();
    // An agent without heartbeats is offline, and running time is charged from now on.
    expect((await employees.presence(id, 'aria')).online).toBe(false);
    await clock.advance(HOUR);
    const spent = balance - (await credits.balance(id)).balance;
    expect(spent).toBeGreaterThan(5 + 3);
    expect(spent).toBeLessThan(5 + 5);
    await clock.advance(DAY);
    expect((await tasks.create(id, { title: 'x' }, key)).id).not.toBe(task.id);
    // Newer changes have a later time than older ones.
    const { serverTime } = await files.changes(id);
    await files.upload(id, 'b.txt', new TextEncoder().encode('b'));
    const { events } = await files.changes(id, serverTime);
    expect(events.map(({ name }) => name)).toEqual(['b.txt']);
  });

  test('behavior: a data folder whose times are ahead is used as if they were now', async () => {
    await world.close();
    const data = await mkdtemp(join(tmpdir(), 'mitosis-clock-'));
    try {
      world = await startWorld({ brain: 'none', data, readyAfterMs: 0 });
      const { id } = await world.office();
      await world.emulator.control.clock.advance(10 * YEAR);
      for (const name of ['aria', 'bo', 'cy']) await world.agent(id, name);
      await world.close();
      world = await startWorld({ brain: 'none', data, readyAfterMs: 0 });
      clock = world.emulator.control.clock;
      const { employees } = world.owner;
      const refused = await failure(employees.hire(id, { name: 'di' }, { maxRetries: 0 }));
      expect(refused.retryAfterMs).toBeLessThanOrEqual(10 * MINUTE);
      await clock.advance(10 * MINUTE);
      await employees.hire(id, { name: 'di' });
      expect((await employees.presence(id, 'aria')).online).toBe(false);
    } finally {
      await world.close();
      await rm(data, { recursive: true, force: true });
    }
  });
});
