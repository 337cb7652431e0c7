import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { acquireLock, LockQueue } from './acquireLock.node.ts';
import { removeLeftovers } from './temporaryFiles.node.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-'));
  path = join(folder, 'config.json.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const clock = vi.spyOn(Date, 'now');
const stopwatch = vi.spyOn(performance, 'now');
afterEach(() => {
  clock.mockReset();
  stopwatch.mockReset();
});

/** A process that has waited for a lock since a time, in ms since 1970. */
async function waiting(since: number, lock = path): Promise<LockQueue> {
  clock.mockReturnValueOnce(since);
  const queue = new LockQueue(lock);
  await mkdir(queue.path);
  return queue;
}

/** The same queue name with the pid of no process. */
async function killed(since: number): Promise<string> {
  const { path: name } = await waiting(since);
  await rm(name, { recursive: true });
  const gone = name.replace(`-${process.pid}-`, '-4194305-');
  await mkdir(gone);
  return gone;
}

test('default: orders processes by the start of their wait', async () => {
  const second = await waiting(2_000_000);
  const third = await waiting(3_000_000);
  const first = await waiting(1_000_000);
  expect(await Promise.all([first, second, third].map((queue) => queue.ahead()))).toEqual([0, 1, 2]);
  await rm(first.path, { recursive: true });
  expect(await Promise.all([second, third].map((queue) => queue.ahead()))).toEqual([0, 1]);
});

test('behavior: orders processes of one moment consistently', async () => {
  const queues = await Promise.all(Array.from({ length: 20 }, () => waiting(1_000_000)));
  const places = await Promise.all(queues.map((queue) => queue.ahead()));
  expect(places.sort((a, b) => a - b)).toEqual(queues.map((_, index) => index));
});

test('behavior: ignores waits for other locks', async () => {
  await waiting(1_000_000, join(folder, 'aria.key.lock'));
  await waiting(1_000_000, join(folder, `${'a'.repeat(246)}.key.lock`));
  expect(await (await waiting(2_000_000)).ahead()).toBe(0);
});

test('behavior: ignores a killed process and removes its ticket', async () => {
  const gone = await killed(1_000_000);
  const queue = await waiting(2_000_000);
  expect(await queue.ahead()).toBe(0);
  await removeLeftovers(folder);
  expect(await readdir(folder)).not.toContain(gone.slice(folder.length + 1));
  expect(await queue.ahead()).toBe(0);
});

test('behavior: skips a stopped process at the head of the queue', async () => {
  await waiting(1_000_000);
  const second = await waiting(2_000_000);
  let now = 1_000;
  stopwatch.mockImplementation(() => now);
  expect(await second.ahead()).toBe(1);
  now += 400;
  expect(await second.ahead()).toBe(1);
  now += 200;
  expect(await second.ahead()).toBe(0);
});

test('behavior: gives the lock in the order of the requests', async () => {
  const held = await acquireLock(path, { waitMs: Number.POSITIVE_INFINITY });
  const order: number[] = [];
  const tasks: Promise<void>[] = [];
  for (let number = 0; number < 8; number++) {
    clock.mockReturnValueOnce((number + 1) * 1_000_000);
    const acquired = acquireLock(path, { waitMs: Number.POSITIVE_INFINITY });
    tasks.push(
      acquired.then(async (lock) => {
        order.push(number);
        await lock.release();
      }),
    );
  }
  // The head of the queue is never slow here, even on a busy machine.
  stopwatch.mockReturnValue(0);
  while ((await readdir(folder)).filter((name) => name.startsWith('.wait-')).length < 8) {
    await new Promise(setImmediate);
  }
  await held.release();
  await Promise.all(tasks);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await readdir(folder)).toEqual([]);
});
