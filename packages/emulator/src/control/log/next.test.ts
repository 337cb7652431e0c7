import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startWorld, type World } from '../../testing/world.ts';
import { connectControl } from '../http/connectControl.ts';
import type { RequestLog } from '../RequestLog.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
});
afterAll(() => world?.close());
beforeEach(() => log().clear());
const log = (): RequestLog => world.emulator.control.log;

test('default: waits for the next request that meets a query', async () => {
  const { id } = await world.office();
  const [last] = await log().requests({ limit: 1 });
  const next = log().next({ operation: 'tasks.*', after: last?.id ?? '' });
  await world.owner.offices.list();
  await world.owner.tasks.create(id, { title: 'one' });
  await world.owner.tasks.create(id, { title: 'two' });
  expect((await next).requestBody).toContain('one');
  const again = await log().next({ operation: 'tasks.create', after: (await next).id });
  expect(again.requestBody).toContain('two');
});

test('behavior: each request is returned once, whether it ended before the call or after it', async () => {
  const { id } = await world.office();
  const next = () => log().next({ operation: 'tasks.create' });
  await world.owner.tasks.create(id, { title: 'one' });
  expect((await next()).requestBody).toContain('one');
  const waiting = [next(), next()];
  await world.owner.tasks.create(id, { title: 'two' });
  await world.owner.tasks.create(id, { title: 'three' });
  const bodies = (await Promise.all(waiting)).map(({ requestBody }) => requestBody);
  expect(bodies).toEqual([expect.stringContaining('two'), expect.stringContaining('three')]);
});

test('behavior: over HTTP, a request that overtakes the call is returned too', async () => {
  const { id } = await world.office();
  const { endpoint, controlToken: token } = world.emulator;
  let arrive = (): void => undefined;
  const onTheWay = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  // The call is on its way until the request that was made after it has ended.
  const slow = ((input: string, init: RequestInit) =>
    onTheWay.then(() => fetch(input, init))) as typeof fetch;
  const next = connectControl({ endpoint, token, fetch: slow }).log.next({ operation: 'tasks.create' });
  await world.owner.tasks.create(id, { title: 'one' });
  arrive();
  expect((await next).requestBody).toContain('one');
});

test('error: a wait ends by its timeout or its signal', async () => {
  await world.owner.offices.list();
  const late = await log()
    .next({ operation: 'tasks.create' }, { timeout: 1 })
    .catch((error: unknown) => error);
  expect(late).toMatchObject({
    code: 'timeout',
    message: 'No request ended within 1 ms that meets {"operation":"tasks.create"}.',
    hint: 'The last requests were offices.list (200).',
  });
  await log().clear();
  const abort = new AbortController();
  const aborted = log()
    .next({}, { signal: abort.signal })
    .catch((error: unknown) => error);
  abort.abort('enough');
  expect(await aborted).toBe('enough');
  const before = await log()
    .next({}, { signal: AbortSignal.abort('no') })
    .catch((error: unknown) => error);
  expect(before).toBe('no');
});

test('behavior: waits in real time under fake timers', async () => {
  vi.useFakeTimers();
  try {
    await expect(log().next({}, { timeout: 1 })).rejects.toMatchObject({ code: 'timeout' });
  } finally {
    vi.useRealTimers();
  }
});

test('behavior: close() ends waiting calls', async () => {
  const { emulator, close } = await startWorld({ brain: 'none' });
  const { endpoint, controlToken: token, control } = emulator;
  const ended: string[] = [];
  const follow = async (name: string, requests: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of requests);
    ended.push(name);
  };
  const next = control.log.next({}, { timeout: 240_000 }).catch((error: unknown) => error);
  const followers = [
    follow('in process', control.log.follow()),
    follow('over HTTP', connectControl({ endpoint, token }).log.follow()).catch(() => undefined),
  ];
  await connectControl({ endpoint, token }).limits();
  await close();
  expect(await next).toMatchObject({ code: 'emulator_closed' });
  await Promise.all(followers);
  expect(ended).toContain('in process');
  await expect(control.log.next()).rejects.toMatchObject({ code: 'emulator_closed' });
  await follow('late', control.log.follow());
  expect(ended).toContain('late');
});

test('behavior: a follower that asks for several requests at once gets each', async () => {
  const requests = log().follow();
  const both = [requests.next(), requests.next()];
  await world.owner.offices.list();
  await world.owner.offices.list();
  const [first, second] = await Promise.all(both);
  expect(first?.value.id).not.toBe(second?.value.id);
  await requests.return?.();
});
