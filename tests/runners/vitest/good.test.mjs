// All of these pass.
import { scriptedBrain } from '@mitosislabs/emulator';
import { emulatorTest } from '@mitosislabs/emulator/vitest';
import { MitosisClient } from '@mitosislabs/sdk';
import { beforeEach, describe, expect, vi } from 'vitest';

const test = emulatorTest({
  readyAfterMs: 5,
  brain: () =>
    scriptedBrain([
      { message: 'hello', say: ['Hi, ', 'I am Aria.'] },
      // It never ends.
      { task: '*', complete: () => new Promise(() => undefined) },
    ]),
});
const names = async (mi) => (await mi.offices.list()).map(({ name }) => name).sort();

describe('state', () => {
  beforeEach(async ({ clientOptions }) => {
    await new MitosisClient(clientOptions).offices.create({ name: 'mine', forceCreate: true });
  });

  test.for([1, 2, 3])(
    'test %i begins with the seed',
    async (_, { clientOptions, control, office, seeded }) => {
      const mi = new MitosisClient(clientOptions);
      expect(await names(mi)).toEqual(['acme', 'mine']);
      expect(office).toMatchObject({ name: 'acme', id: seeded.offices.acme.id });
      expect((await mi.employees.list(office.id)).map(({ name, status }) => [name, status.phase])).toEqual([
        ['aria', 'ready'],
      ]);
      expect((await control.log.requests({ operation: 'offices.create' })).length).toBe(1);
      expect((await control.limits()).prices.task).not.toBe(77);
      expect(Math.abs((await control.clock.get()).offsetMs)).toBeLessThan(3_600_000);
      // None of this is left for the next one.
      await control.setLimits({ prices: { task: 77 } });
      await control.clock.advance(86_400_000);
      await mi.employees.hire(office.id, { name: 'bo' });
      await mi.tasks.create(office.id, { title: 'Audit', assigned_to: 'aria' });
      await control.log.expect({ status: 4 });
    },
  );
});

test('a refusal that is expected', async ({ clientOptions, control, office }) => {
  const mi = new MitosisClient(clientOptions);
  await control.log.expect({ operation: 'tasks.get', status: 404 });
  await expect(mi.tasks.get(office.id, 'none')).rejects.toMatchObject({ status: 404 });
});

test('a conversation by a script', async ({ brain, clientOptions, office }) => {
  const mi = new MitosisClient(clientOptions);
  brain.use({ message: 'bye', say: 'Bye.' });
  const session = await mi.xmtp.openSession(office.id, 'aria');
  const heard = [];
  for (const text of ['hello', 'bye']) {
    await session.send(text);
    for await (const { content } of session.stream()) {
      heard.push(content);
      break;
    }
  }
  await session.close();
  expect(heard).toEqual(['Hi, I am Aria.', 'Bye.']);
  expect(brain.requests.map(({ text }) => text)).toEqual(['hello', 'bye']);
});

test('a script begins again in each test', ({ brain }) => {
  expect(brain.requests).toEqual([]);
});

test('a session, a stream and a client that stay open', async ({ clientOptions, office }) => {
  const mi = new MitosisClient(clientOptions);
  const other = await mi.offices.create({ name: 'left', forceCreate: true });
  const session = await mi.xmtp.openSession(office.id, 'aria');
  const ignore = async (stream) => {
    for await (const _ of stream);
  };
  ignore(session.stream()).catch(() => undefined);
  ignore(mi.messages.stream(other.id)).catch(() => undefined);
  mi.tasks.wait(other.id, (await mi.tasks.create(other.id, { title: 'never' })).id).catch(() => undefined);
  await session.send('hello');
});

test('the test after it', async ({ clientOptions }) => {
  expect(await names(new MitosisClient(clientOptions))).toEqual(['acme']);
});

describe('fake timers', () => {
  test('stop the time of the test, and not that of the emulator', async ({
    clientOptions,
    control,
    office,
  }) => {
    vi.useFakeTimers({ now: new Date('2001-01-01') });
    const mi = new MitosisClient(clientOptions);
    expect((await mi.tasks.create(office.id, { title: 'now' })).created_at).not.toMatch(/^2001/);
    expect((await control.clock.get()).now).toBeGreaterThan(Date.parse('2020-01-01'));
    // They stay.
  });

  test('stay from one test to the next', async ({ clientOptions }) => {
    expect(new Date().getFullYear()).toBe(2001);
    expect(await names(new MitosisClient(clientOptions))).toEqual(['acme']);
    vi.useRealTimers();
  });
});

describe.concurrent('tests that run at the same time', () => {
  const endpoints = new Set();
  let go;
  const all = new Promise((resolve) => {
    go = resolve;
  });
  test.for(['a', 'b', 'c'])('%s has an emulator of its own', async (name, { clientOptions }) => {
    const mi = new MitosisClient(clientOptions);
    await mi.offices.create({ name, forceCreate: true });
    endpoints.add(clientOptions.endpoint);
    if (endpoints.size === 3) go();
    // None goes on before all three are here.
    await all;
    expect(await names(mi)).toEqual(['acme', name].sort());
  });
});

describe('tests that do not run', () => {
  test.skip('skipped', () => expect.unreachable());
  test('skips itself', async ({ clientOptions, skip }) => {
    await new MitosisClient(clientOptions).offices.get('none').catch(() => undefined);
    skip();
  });
});

let attempts = 0;
test('is tried again', { retry: 1 }, async ({ clientOptions }) => {
  const mi = new MitosisClient(clientOptions);
  expect(await names(mi)).toEqual(['acme']);
  await mi.offices.create({ name: 'left', forceCreate: true });
  expect(++attempts).toBe(2);
});

const extended = test.extend({
  mi: async ({ clientOptions }, use) => use(new MitosisClient(clientOptions)),
});
extended('has fixtures of the user', async ({ mi }) => {
  expect(await names(mi)).toEqual(['acme']);
});
