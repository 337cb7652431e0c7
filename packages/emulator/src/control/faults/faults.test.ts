import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../core/Faults.ts';
import { failure, raw, startWorld, until, type World } from '../../testing/world.ts';
import type { FaultControl, FaultRule } from '../FaultControl.ts';

const NO_RETRY = { maxRetries: 0 };

let world: World;
let faults: FaultControl;
let officeId: string;
let next: Fault | undefined;
beforeEach(async () => {
  world = await startWorld({
    brain: 'none',
    faults() {
      const fault = next;
      next = undefined;
      return fault;
    },
  });
  faults = world.emulator.control.faults;
  officeId = (await world.office()).id;
});
afterEach(() => world?.close());

const create = (title = 'x') => world.owner.tasks.create(officeId, { title }, NO_RETRY);
/** The status of each call; 0 for a broken connection. */
async function statuses(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let left = count; left > 0; left--) {
    all.push(
      await call().then(
        () => 200,
        (error) => error.status,
      ),
    );
  }
  return all;
}

describe('conditions', () => {
  test('default: a rule without conditions applies to all requests on both hosts', async () => {
    await faults.add({ fault: 503 });
    expect(await failure(create())).toMatchObject({ status: 503, code: 'fault' });
    expect(await failure(world.owner.offices.list(NO_RETRY))).toMatchObject({ status: 503 });
    await faults.clear();
    await create();
    expect(await faults.list()).toEqual([]);
  });

  test('behavior: the third `tasks.create` is refused with Retry-After; rules are listed, counted and removed', async () => {
    const fault = { status: 503, retryAfter: 7 };
    const { id, ...rule } = await faults.add({ operation: 'tasks.create', nth: 3, fault });
    expect(rule).toEqual({ operation: 'tasks.create', nth: 3, fault, matched: 0, applied: 0, ended: false });
    await create();
    await world.owner.tasks.list(officeId);
    await create();
    expect(await failure(create())).toMatchObject({ status: 503, retryAfterMs: 7_000 });
    await create();
    expect(await faults.list()).toEqual([{ id, ...rule, matched: 4, applied: 1, ended: true }]);
    const faulty = await world.emulator.control.log.requests({ faulty: true });
    expect(faulty).toMatchObject([
      { operation: 'tasks.create', status: 503, fault: { rule: id }, unexpected: false },
    ]);
    expect(await faults.remove(id)).toBe(true);
    expect(await faults.remove(id)).toBe(false);
    expect(await faults.list()).toEqual([]);
  });

  test('behavior: by operation, group and list', async () => {
    await faults.add({ operation: ['tasks.*', 'files.list'], fault: 503 });
    expect(await statuses(1, () => create())).toEqual([503]);
    expect(await statuses(1, () => world.owner.tasks.stats(officeId, NO_RETRY))).toEqual([503]);
    expect(await statuses(1, () => world.owner.files.list(officeId, NO_RETRY))).toEqual([503]);
    await world.owner.files.changes(officeId);
  });

  test('behavior: by route, host, caller and agent', async () => {
    const { owner, stranger, emulator } = world;
    const rules: Omit<FaultRule, 'fault'>[] = [
      { route: 'POST /api/v1/offices/:id/tasks' },
      { route: '* /api/v1/offices/{officeId}/*' },
      { route: 'GET /api/**' },
      { host: 'dashboard' },
      { caller: 'STRANGER@mitosis.test' },
      { caller: emulator.user.id },
      { caller: 'aria' },
      { caller: 'admin-sdk' },
      { agent: 'aria' },
    ];
    await world.agent(officeId, 'aria');
    const calls: [string, () => Promise<unknown>][] = [
      ['create', () => create()],
      ['list', () => owner.tasks.list(officeId, {}, NO_RETRY)],
      ['offices', () => owner.offices.create({ name: 'b', forceCreate: true }, NO_RETRY)],
      ['stranger', () => stranger.offices.list(NO_RETRY)],
      ['agent', () => world.as(officeId, 'aria').tasks.list(officeId, {}, NO_RETRY)],
      ['token', () => world.token().tasks.list(officeId, {}, NO_RETRY)],
      ['presence', () => owner.employees.presence(officeId, 'aria', NO_RETRY)],
    ];
    const failed: string[][] = [];
    for (const rule of rules) {
      await faults.add({ ...rule, fault: 503 });
      const names: string[] = [];
      for (const [name, call] of calls) if ((await statuses(1, call))[0] === 503) names.push(name);
      failed.push(names);
      await faults.clear();
    }
    expect(failed).toEqual([
      ['create'],
      ['create', 'list', 'agent', 'token'],
      ['list', 'stranger', 'agent', 'token', 'presence'],
      ['offices'],
      ['stranger'],
      ['create', 'list', 'offices', 'presence'],
      ['agent'],
      ['token'],
      ['presence'],
    ]);
  });

  test('behavior: limits by every nth request, probability, count and time', async () => {
    await faults.add({ fault: 503, nth: { every: 3 } });
    expect(await statuses(7, () => create())).toEqual([200, 200, 503, 200, 200, 503, 200]);
    await faults.clear();
    await faults.add({ fault: 503, times: 2 });
    expect(await statuses(3, () => create())).toEqual([503, 503, 200]);
    expect(await faults.list()).toMatchObject([{ applied: 2, matched: 2, ended: true }]);
    await faults.clear();
    const draw = async () => {
      await faults.add({ fault: 503, probability: 0.5, seed: 7 });
      const drawn = await statuses(12, () => create());
      await faults.clear();
      return drawn;
    };
    const first = await draw();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await draw()).toEqual(first);
    const { clock } = world.emulator.control;
    await clock.freeze();
    await faults.add({ fault: 503, forMs: 60_000 });
    await clock.advance(59_999);
    expect(await statuses(1, () => create())).toEqual([503]);
    await clock.advance(1);
    expect(await statuses(1, () => create())).toEqual([200]);
    expect(await faults.list()).toMatchObject([{ ended: true }]);
  });

  test('behavior: the first rule that applies decides, all count, and the function comes last', async () => {
    await faults.add({ fault: 503, nth: 2 });
    await faults.add({ fault: 502, nth: { every: 2 } });
    next = 501;
    expect(await statuses(4, () => create())).toEqual([501, 503, 200, 502]);
    expect(await faults.list()).toMatchObject([
      { matched: 4, applied: 1 },
      { matched: 4, applied: 1 },
    ]);
  });

  test("behavior: the emulator's own agents and the control plane have no faults; reset removes rules", async () => {
    await world.close();
    world = await startWorld();
    ({ faults } = world.emulator.control);
    const { id } = await world.office();
    await world.owner.employees.hire(id, { name: 'aria' });
    await faults.add({ fault: 'reset', caller: 'aria' });
    await until(
      () => world.owner.employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
    await world.emulator.control.reset();
    expect(await faults.list()).toEqual([]);
  });
});

describe('refused rules', () => {
  test.each<[unknown, string, string?]>([
    [
      { fault: 503, operatoin: 'tasks.create' },
      'rule.operatoin is not an option',
      'Did you mean `operation`?',
    ],
    [
      { fault: 503, operation: 'tasks.crate' },
      'rule.operation has no operation `tasks.crate`',
      'Did you mean `tasks.create`?',
    ],
    [
      { fault: 503, operation: 'task.*' },
      'rule.operation has no operation `task.*`',
      'Did you mean `tasks.*`?',
    ],
    [{ fault: 503, operation: [] }, 'rule.operation must'],
    [{}, 'rule.fault is missing'],
    [{ fault: 'explode' }, 'rule.fault must be reset, drop, cut'],
    [{ fault: 99 }, 'rule.fault must be a status from 400 to 599'],
    [{ fault: {} }, 'rule.fault must be'],
    [{ fault: { retryAfter: 1 } }, 'rule.fault.retryAfter is not an option'],
    [{ fault: { status: 503, retryAfter: -1 } }, 'rule.fault.retryAfter must be 0 or more'],
    [{ fault: { workMs: Number.NaN } }, 'rule.fault.workMs must be'],
    [{ fault: { responseMs: 1e300 } }, 'rule.fault.responseMs must be'],
    [{ fault: { dateSkewMs: 9e15 } }, 'rule.fault.dateSkewMs must be'],
    [{ fault: { status: 503, retryAfter: 1e300 } }, 'rule.fault.retryAfter must be'],
    [{ fault: { bytesPerSecond: 0 } }, 'rule.fault.bytesPerSecond must be more than 0'],
    [{ fault: { stallAfter: 1.5 } }, 'rule.fault.stallAfter must be a whole number'],
    [{ fault: { events: 'drop' } }, 'rule.fault.events must be duplicate or reorder'],
    [{ fault: { dateSkewMs: '5' } }, 'rule.fault.dateSkewMs must be a number'],
    [{ fault: 503, route: '/api' }, 'rule.route must be a method and a path'],
    [{ fault: 503, host: 'manager' }, 'rule.host must be office-manager or dashboard'],
    [{ fault: 503, nth: 0 }, 'rule.nth must be 1 or more'],
    [{ fault: 503, nth: { every: 1.5 } }, 'rule.nth.every must be a whole number'],
    [{ fault: 503, probability: 1.1 }, 'rule.probability must be 1 at most'],
    [{ fault: 503, seed: 0.5 }, 'rule.seed must be a whole number'],
    [{ fault: 503, times: 0 }, 'rule.times must be 1 or more'],
    [{ fault: 503, forMs: 0 }, 'rule.forMs must be more than 0'],
    [undefined, 'rule must be'],
  ])('error: %j', async (rule, message, hint) => {
    await expect(faults.add(rule as FaultRule)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(message),
      ...(hint && { hint }),
    });
    expect(await faults.list()).toEqual([]);
  });
});

describe.each(['rule', 'function'])('faults by %s', (form) => {
  /** Makes the next request fail. */
  const fail = async (fault: Fault): Promise<void> => {
    if (form === 'function') next = fault;
    else await faults.add({ fault, times: 1 });
  };

  test('behavior: a skew of Date changes that header alone', async () => {
    const ago = -3_600_000;
    const url = `${world.emulator.endpoint}/healthz`;
    const date = async () => Date.parse((await raw(url)).headers.get('date') ?? '');
    const before = await date();
    await fail({ dateSkewMs: ago });
    expect(Math.abs((await date()) - ago - before)).toBeLessThan(600_000);
    await fail({ status: 503, dateSkewMs: ago });
    const refused = await raw(url);
    expect(refused.status).toBe(503);
    expect(Math.abs(Date.parse(refused.headers.get('date') ?? '') - ago - before)).toBeLessThan(600_000);
  });

  test('behavior: a slow body follows the clock', async () => {
    const { clock } = world.emulator.control;
    await world.owner.files.upload(officeId, 'a.txt', new Uint8Array(1_000).fill(97));
    await clock.freeze();
    await fail({ bytesPerSecond: 100 });
    const sizes: number[] = [];
    let size = 0;
    let ended = false;
    const reading = (async () => {
      const download = await world.owner.files.download(officeId, 'a.txt');
      for await (const piece of download.body as unknown as AsyncIterable<Uint8Array>) size += piece.length;
      ended = true;
    })();
    while (!ended) {
      await clock.advance(1_000);
      await world.owner.tasks.list(officeId);
      sizes.push(size);
    }
    await reading;
    expect(size).toBe(1_000);
    for (const [index, bytes] of sizes.entries()) expect(bytes).toBeLessThanOrEqual((index + 1) * 100);
  });

  test.each<Fault>([{ responseMs: 60_000 }, { workMs: 60_000 }, { status: 503, responseMs: 60_000 }])(
    'behavior: a delay follows the clock: %j',
    async (fault) => {
      const { clock } = world.emulator.control;
      await clock.freeze();
      await fail(fault);
      let ended = false;
      const call = statuses(1, () => create()).finally(() => {
        ended = true;
      });
      const chosen = async () => next === undefined && (await faults.list()).every((rule) => rule.ended);
      await until(chosen, (isChosen) => isChosen);
      for (let times = 3; times > 0; times--) await world.owner.tasks.list(officeId);
      expect(ended).toBe(false);
      while (!ended) {
        await clock.advance(60_000);
        await world.owner.tasks.list(officeId);
      }
      expect(await call).toEqual(['status' in (fault as object) ? 503 : 200]);
    },
  );

  test.each<[Fault, string[]]>([
    [{ stallAfter: 2 }, ['1', '2']],
    [{ events: 'duplicate' }, ['1', '1', '2', '2', '3', '3', '4', '4']],
    [{ events: 'reorder' }, ['2', '1', '4', '3']],
    [{ events: 'duplicate', stallAfter: 3 }, ['1', '1', '2']],
    [{ events: 'reorder', stallAfter: 3, bytesPerSecond: 1e6 }, ['2', '1', '4']],
  ])('behavior: an event stream with %j', async (fault, expected) => {
    await fail(fault);
    const { endpoint, apiKey } = world.emulator;
    const response = await fetch(`${endpoint}/api/v1/offices/${officeId}/messages/stream`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(': connected')) text += (await reader?.read())?.value ?? '';
    for (const title of ['1', '2', '3', '4']) await create(title);
    const titles = () => [...text.matchAll(/"title":"(\d)"/g)].map(([, title]) => title);
    while (titles().length < expected.length) text += (await reader?.read())?.value ?? '';
    expect(titles()).toEqual(expected);
    await reader?.cancel();
  });
});
