import { expect, test } from 'vitest';
import { randomNumbers } from '../control/faults/FaultRules.ts';
import { Clock } from './Clock.ts';

/** A clock that stands still until it is advanced. */
async function frozenClock(): Promise<Clock> {
  const clock = new Clock(() => 0);
  await clock.run(0);
  return clock;
}

test.each([1, 2, 3, 4, 5, 6])(
  'behavior: runs timers as a list that is sorted for each of them (seed %i)',
  async (seed) => {
    const random = randomNumbers(seed);
    const pick = (most: number): number => Math.floor(random() * most);
    const clock = await frozenClock();
    const model: { due: number; number: number; label: string }[] = [];
    const cancels = new Map<string, () => void>();
    const ran: string[] = [];
    const expected: string[] = [];
    let count = 0;
    const add = (depth: number): void => {
      const label = `timer ${++count}`;
      const ms = pick(50);
      model.push({ due: clock.now() + ms, number: count, label });
      const cancel = clock.after(ms, () => {
        ran.push(`${label} at ${clock.now()}`);
        // The model: the first of those that are due, in the order of their times, then of their numbers.
        const [first] = model.sort((a, b) => a.due - b.due || a.number - b.number).splice(0, 1);
        expected.push(`${first?.label} at ${first?.due}`);
        if (depth < 3 && random() < 0.5) add(depth + 1);
        if (random() < 0.3) drop();
      });
      cancels.set(label, cancel);
    };
    const drop = (): void => {
      const [gone] = model.splice(pick(model.length), 1);
      if (gone) cancels.get(gone.label)?.();
    };
    for (let round = 0; round < 20; round++) {
      for (let timers = pick(5); timers > 0; timers--) add(0);
      if (random() < 0.3) drop();
      const until = clock.now() + pick(40);
      await clock.advance(until - clock.now());
      expect(clock.now()).toBe(until);
      expect(model.filter(({ due }) => due <= until)).toEqual([]);
    }
    await clock.advance(1_000);
    expect(model).toEqual([]);
    expect(ran.length).toBeGreaterThan(10);
    expect(ran).toEqual(expected);
  },
);

test('behavior: a jump of years ends, and repeated work runs up to its end', async () => {
  const clock = await frozenClock();
  const year = 365 * 24 * 3_600_000;
  const times: number[] = [];
  const beat = (): void => {
    times.push(clock.now());
    clock.after(30_000, beat);
  };
  clock.after(30_000, beat);
  await clock.advance(10 * year);
  expect(clock.now()).toBe(10 * year);
  expect(times.slice(0, 3)).toEqual([30_000, 60_000, 90_000]);
  expect(times.length).toBeLessThan(3_000);
  expect(10 * year - (times.at(-1) ?? 0)).toBeLessThan(60_000);
});

test('behavior: an error in one timer does not stop the others', async () => {
  const clock = await frozenClock();
  const rejected = new Promise((resolve) => process.once('unhandledRejection', resolve));
  const ran: string[] = [];
  clock.after(1, () => {
    throw new Error('broken');
  });
  clock.after(2, () => ran.push('next'));
  await clock.advance(5);
  expect(await rejected).toMatchObject({ message: 'broken' });
  expect(ran).toEqual(['next']);
});
