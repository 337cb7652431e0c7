import { expect, test } from 'vitest';
import { Pause } from './Pause.ts';

test('behavior: ends a pause only on another phase', async () => {
  const pause = new Pause(new AbortController().signal);
  expect([pause.note('suspended'), pause.isOn]).toEqual([false, true]);
  expect([pause.note(undefined), pause.isOn]).toEqual([false, true]);
  const over = pause.over();
  expect([pause.note('provisioning'), pause.isOn]).toEqual([true, false]);
  expect(await over).toBe(true);
});

test('behavior: continues a pause that is reported again, and ends it once', async () => {
  const pause = new Pause(new AbortController().signal);
  pause.note('suspended');
  const over = pause.over();
  expect([pause.note('suspended'), pause.isOn]).toEqual([false, true]);
  expect([pause.note('running'), pause.isOn]).toEqual([true, false]);
  expect(await over).toBe(true);
  expect(pause.note('running')).toBe(false);
});
