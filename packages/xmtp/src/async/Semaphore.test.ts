import { afterEach, expect, test, vi } from 'vitest';
import { Semaphore } from './Semaphore.ts';

afterEach(() => void vi.useRealTimers());

/** Runs tasks that take `ms` each with so many others; returns how many ran at once at most. */
async function atOnce(ms: (running: number) => number, { count = 200, failsAt = -1 } = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const semaphore = new Semaphore(1);
  let running = 0;
  const widths: number[] = [];
  const all = Array.from({ length: count }, (_, index) =>
    semaphore
      .run(async () => {
        widths.push(++running);
        const end = ms(running);
        await new Promise((resolve) => setTimeout(resolve, end));
        running--;
        if (index === failsAt) throw Object.assign(new Error('busy'), { retryable: true });
      })
      .catch(() => undefined),
  );
  await vi.runAllTimersAsync();
  await Promise.all(all);
  return { most: Math.max(...widths), widths };
}

/** A task that ends when `open` is called. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, task: () => opened };
}

test('default: runs a limited number at once, urgent tasks first, in order', async () => {
  const semaphore = new Semaphore(1);
  const first = gate();
  const ran: string[] = [];
  const note = (name: string) => async () => void ran.push(name);
  const all = [
    semaphore.run(first.task),
    semaphore.run(note('a')),
    semaphore.run(note('b')),
    semaphore.run(note('urgent'), { urgent: true }),
  ];
  expect(ran).toEqual([]);
  first.open();
  await Promise.all(all);
  expect(ran).toEqual(['urgent', 'a', 'b']);
});

test('behavior: runs tasks that are not urgent in between', async () => {
  const semaphore = new Semaphore(1);
  const first = gate();
  const ran: string[] = [];
  const all = [semaphore.run(first.task)];
  for (let index = 0; index < 20; index++) {
    all.push(semaphore.run(async () => void ran.push('urgent'), { urgent: true }));
    all.push(semaphore.run(async () => void ran.push('usual')));
  }
  first.open();
  await Promise.all(all);
  expect(ran.indexOf('usual')).toBeLessThan(10);
});

test('behavior: can be widened', async () => {
  const semaphore = new Semaphore(1);
  const [first, second, third] = [gate(), gate(), gate()];
  let running = 0;
  const counted =
    ({ task }: { task: () => Promise<void> }) =>
    async () => {
      running++;
      await task();
    };
  const all = [semaphore.run(counted(first)), semaphore.run(counted(second))];
  semaphore.least = 3;
  all.push(semaphore.run(counted(third)));
  await new Promise((resolve) => setTimeout(resolve));
  expect(running).toBe(3);
  for (const { open } of [first, second, third]) open();
  await Promise.all(all);
});

test('behavior: limits the time that a hanging task blocks others; a failure affects its task only', async () => {
  const semaphore = new Semaphore(1);
  const stuck = gate();
  const hanging = semaphore.run(stuck.task);
  await semaphore.run(async () => undefined);
  stuck.open();
  await hanging;
  await expect(semaphore.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  expect(await semaphore.run(async () => 'next')).toBe('next');
});

test('behavior: runs more at once where the way is long: up to 16, within a few round trips', async () => {
  const { most, widths } = await atOnce(() => 50);
  expect(most).toBe(16);
  // One, then two, four, eight: it doubles with each round trip.
  expect(widths.slice(0, 7)).toEqual([1, 1, 2, 2, 3, 3, 4]);
});

test('behavior: runs no more at once where the way is short', async () => {
  expect((await atOnce(() => 2)).most).toBe(1);
  expect((await atOnce(() => 10)).most).toBe(3);
});

test('behavior: runs few at once where more of them take longer', async () => {
  // The server serves one after the other.
  expect((await atOnce((running) => 50 * running)).most).toBeLessThanOrEqual(8);
});

test('behavior: narrows after a failure of a busy server', async () => {
  const { widths } = await atOnce(() => 50, { failsAt: 100 });
  expect(Math.min(...widths.slice(116, 140))).toBeLessThan(16);
});
