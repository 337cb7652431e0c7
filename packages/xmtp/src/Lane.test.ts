import { expect, test } from 'vitest';
import { Lane } from './Lane.ts';

/** A task that ends when told. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, task: () => opened };
}

test('default: so many at once, the urgent ones first, each in its order', async () => {
  const lane = new Lane(1);
  const first = gate();
  const ran: string[] = [];
  const note = (name: string) => async () => void ran.push(name);
  const all = [
    lane.run(first.task),
    lane.run(note('a')),
    lane.run(note('b')),
    lane.run(note('urgent'), { urgent: true }),
  ];
  expect(ran).toEqual([]);
  first.open();
  await Promise.all(all);
  expect(ran).toEqual(['urgent', 'a', 'b']);
});

test('behavior: those that are not urgent have their turn too', async () => {
  const lane = new Lane(1);
  const first = gate();
  const ran: string[] = [];
  const all = [lane.run(first.task)];
  for (let index = 0; index < 20; index++) {
    all.push(lane.run(async () => void ran.push('urgent'), { urgent: true }));
    all.push(lane.run(async () => void ran.push('usual')));
  }
  first.open();
  await Promise.all(all);
  expect(ran.indexOf('usual')).toBeLessThan(10);
});

test('behavior: wider when told, for one task or for all', async () => {
  const lane = new Lane(1);
  const [first, second, third] = [gate(), gate(), gate()];
  let running = 0;
  const counted =
    ({ task }: { task: () => Promise<void> }) =>
    async () => {
      running++;
      await task();
    };
  const all = [
    lane.run(counted(first)),
    lane.run(counted(second), { width: 2, urgent: true }),
    lane.run(counted(third)),
  ];
  await Promise.resolve();
  expect(running).toBe(2);
  lane.width = 4;
  second.open();
  await all[1];
  await new Promise((resolve) => setTimeout(resolve));
  expect(running).toBe(3);
  first.open();
  third.open();
  await Promise.all(all);
});

test('behavior: a task that hangs holds nobody up for ever, and a failure is its own', async () => {
  const lane = new Lane(1);
  const stuck = gate();
  const hanging = lane.run(stuck.task);
  await lane.run(async () => undefined);
  stuck.open();
  await hanging;
  await expect(lane.run(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  expect(await lane.run(async () => 'next')).toBe('next');
});
