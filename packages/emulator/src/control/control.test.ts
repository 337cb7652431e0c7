import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, type World } from '../testing/world.ts';
import type { Control } from './Control.ts';
import { connectControl } from './http/connectControl.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
});
afterAll(() => world?.close());

/** The error of a call that must fail. */
function rejection(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('The call should have failed.'),
    (error: unknown) => error,
  );
}

/** The ways to a control. */
const ways: [string, () => Control][] = [
  ['in process', () => world.emulator.control],
  [
    'over HTTP',
    () => connectControl({ endpoint: world.emulator.endpoint, token: world.emulator.controlToken }),
  ],
  [
    'over HTTP at the dashboard',
    () => connectControl({ endpoint: world.emulator.dashboardEndpoint, token: world.emulator.controlToken }),
  ],
];

describe.each(ways)('a control %s', (_, controlOf) => {
  test('default: reads the addresses and credentials', async () => {
    const { endpoint, dashboardEndpoint, apiKey, user, jwtSecret } = world.emulator;
    expect(await controlOf().info()).toEqual({ endpoint, dashboardEndpoint, apiKey, user, jwtSecret });
  });

  test('default: creates users and keys, and revokes a key', async () => {
    const control = controlOf();
    const first = await control.createUser('ada@mitosis.test');
    const second = await control.createUser('ADA@mitosis.test');
    expect(second).toMatchObject({ id: first.id, email: 'ada@mitosis.test' });
    expect(await control.revokeKey(first.apiKey)).toBe(true);
    expect(await control.revokeKey(first.apiKey)).toBe(false);
    expect(await failure(world.user(first.apiKey).offices.list())).toMatchObject({ status: 401 });
    expect(await world.user(second.apiKey).offices.list()).toEqual([]);
  });

  test("default: returns an agent's key", async () => {
    const id = await world.officeWith('aria');
    const key = await controlOf().agentKey(id, 'aria');
    expect(key).toBeInstanceOf(Uint8Array);
    expect(key).toEqual(world.emulator.agentKey(id, 'aria'));
    expect(await rejection(controlOf().agentKey(id, 'bo'))).toMatchObject({ code: 'not_found' });
  });

  test('default: adds credits, and takes some', async () => {
    const { id } = await world.office();
    const control = controlOf();
    expect(await control.addCredits(id, 5.5)).toBe(1005.5);
    expect(await control.addCredits(id, -1005.5, 'a broke office')).toBe(0);
    expect(await world.owner.credits.history(id, { limit: 1 })).toMatchObject([
      { amount: -1005.5, balance_after: 0, reason: 'a broke office' },
    ]);
    expect(await failure(world.owner.employees.hire(id, { name: 'aria' }))).toMatchObject({ status: 402 });
    expect(await rejection(control.addCredits('none', 1))).toMatchObject({ code: 'not_found' });
  });

  test('default: changes limits, and leaves those that are not named', async () => {
    const control = controlOf();
    const before = await control.limits();
    const changes = { hireLimit: { count: 1 }, prices: { hire: 7 }, initialCredits: 50 };
    const after = await control.setLimits(changes);
    expect(after).toEqual({
      ...before,
      hireLimit: { ...before.hireLimit, count: 1 },
      prices: { ...before.prices, hire: 7 },
      initialCredits: 50,
    });
    expect(await control.limits()).toEqual(after);
    const { id } = await world.office();
    await world.owner.employees.hire(id, { name: 'aria' });
    expect((await world.owner.credits.balance(id)).balance).toBe(43);
    const second = world.owner.employees.hire(id, { name: 'bo' }, { maxRetries: 0 });
    expect(await failure(second)).toMatchObject({ status: 429 });
    await control.setLimits({ hireLimit: { count: 0 } });
    const { id: other } = await world.office();
    const none = world.owner.employees.hire(other, { name: 'aria' }, { maxRetries: 0 });
    expect(await failure(none)).toMatchObject({ status: 429, retryAfterMs: 600_000 });
    await control.setLimits({ hireLimit: { count: 9 }, prices: { hire: 0 } });
    await world.owner.employees.hire(other, { name: 'aria' });
    expect((await world.owner.credits.balance(other)).balance).toBe(50);
    expect(await control.setLimits(before)).toEqual(before);
  });

  const refused: [string, string, (control: Control) => Promise<unknown>][] = [
    ['an email address', 'email', (control) => control.createUser('ada')],
    ['an email address that moves the cursor', 'email', (control) => control.createUser('a\u001b[2J@b.test')],
    ['too large an amount', 'amount', (control) => control.addCredits('office', 1e308)],
    ['too large a price', 'changes.prices.task', (control) => control.setLimits({ prices: { task: 1e308 } })],
    ['too large a time', 'changes.readyAfterMs', (control) => control.setLimits({ readyAfterMs: 1e300 })],
    ['too long a name', 'name', (control) => control.snapshot('x'.repeat(201))],
    ['a missing argument', 'email', (control) => control.createUser(undefined as never)],
    ['an empty argument', 'officeId', (control) => control.addCredits('', 1)],
    ['no amount', 'amount', (control) => control.addCredits('office', 0)],
    ['an infinite amount', 'amount', (control) => control.addCredits('office', Number.POSITIVE_INFINITY)],
    ['an unknown field', 'changes.price', (control) => control.setLimits({ price: {} } as never)],
    [
      'an unknown inner field',
      'changes.prices.hires',
      (control) => control.setLimits({ prices: { hires: 1 } } as never),
    ],
    ['a negative price', 'changes.prices.hire', (control) => control.setLimits({ prices: { hire: -1 } })],
    ['a fraction', 'changes.hireLimit.count', (control) => control.setLimits({ hireLimit: { count: 1.5 } })],
    ['too many arguments', 'info', (control) => (control.info as (more: string) => Promise<unknown>)('more')],
  ];
  test.each(refused)('error: refuses %s', async (_, argument, call) => {
    const error = await rejection(call(controlOf()));
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ code: 'invalid_argument', argument });
  });

  test('error: names the option that was probably meant', async () => {
    const error = await rejection(controlOf().setLimits({ prices: { hires: 1 } } as never));
    expect(error).toMatchObject({ hint: 'Did you mean `hire`?' });
  });
});

describe('connectControl', () => {
  test('error: refuses an address or a token that cannot be one', () => {
    for (const endpoint of ['', 'nowhere', 'ftp://127.0.0.1', 'http://user:secret@127.0.0.1']) {
      expect(() => connectControl({ endpoint, token: 'token' })).toThrow(InvalidArgumentError);
    }
    for (const token of ['', 'two words', 'line\nbreak', 'ü']) {
      const refusal = () => connectControl({ endpoint: 'http://127.0.0.1:1', token });
      expect(refusal).toThrow(InvalidArgumentError);
      if (token !== '') expect(refusal).not.toThrow(token);
    }
  });

  test('error: says when no emulator answers', async () => {
    const closed = await startWorld({ brain: 'none' });
    const { endpoint, controlToken } = closed.emulator;
    await closed.close();
    const error = await rejection(connectControl({ endpoint, token: controlToken }).info());
    expect(error).toBeInstanceOf(MitosisError);
    expect(error).toMatchObject({ code: 'emulator_unreachable' });
  });

  test('error: says when the token is not the one of the run, and that nothing else is there', async () => {
    const { endpoint, controlToken } = world.emulator;
    const wrong = connectControl({ endpoint, token: `${controlToken}x` });
    expect(await rejection(wrong.info())).toMatchObject({ code: 'unauthorized' });
    const other = connectControl({ endpoint, token: controlToken, fetch: async () => new Response('hello') });
    expect(await rejection(other.info())).toMatchObject({ code: 'not_an_emulator' });
  });
});

test('error: after close(), a control in process says that the emulator is closed', async () => {
  const { emulator, close } = await startWorld({ brain: 'none' });
  await close();
  for (const call of [
    () => emulator.control.snapshot(),
    () => emulator.control.createUser('ada@mitosis.test'),
    () => emulator.control.reset(),
  ]) {
    expect(await rejection(call())).toMatchObject({
      code: 'emulator_closed',
      message: expect.stringMatching(/^The emulator was closed before \w+ had a result/),
    });
  }
  expect(await rejection(emulator.control.snapshot(''))).toMatchObject({ code: 'invalid_argument' });
});
