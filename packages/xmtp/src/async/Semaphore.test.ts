import { expect, test } from 'vitest';
import { Semaphore } from './Semaphore.ts';

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
  semaphore.width = 3;
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
