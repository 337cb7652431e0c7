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

test('behavior: wider when told', async () => {
  const lane = new Lane(1);
  const [first, second, third] = [gate(), gate(), gate()];
  let running = 0;
  const counted =
    ({ task }: { task: () => Promise<void> }) =>
    async () => {
      running++;
      await task();
    };
  const all = [lane.run(counted(first)), lane.run(counted(second))];
  lane.width = 3;
  all.push(lane.run(counted(third)));
  await new Promise((resolve) => setTimeout(resolve));
  expect(running).toBe(3);
  for (const { open } of [first, second, third]) open();
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
