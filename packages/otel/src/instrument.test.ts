import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { getTelemetry, setTelemetry } from '@mitosislabs/transport/telemetry';
import { afterEach, expect, test } from 'vitest';
import { instrument } from './index.ts';

afterEach(() => setTelemetry(undefined));

test('default: follows the process until it ends', async () => {
  const instrumentation = await instrument();
  expect([instrumentation.isActive, getTelemetry()]).toEqual([true, expect.any(Object)]);
  instrumentation.end();
  instrumentation.end();
  expect([instrumentation.isActive, getTelemetry()]).toEqual([false, undefined]);
});

test('behavior: a second one replaces the first, whose end ends nothing', async () => {
  const first = await instrument();
  const second = await instrument({ recordContent: true });
  expect([first.isActive, second.isActive]).toEqual([false, true]);
  first.end();
  expect(second.isActive).toBe(true);
});

test.each<[string, unknown, RegExp]>([
  ['an unknown option', { recordContents: true }, /recordContents/],
  ['a flag that is text', { recordContent: 'yes' }, /options\.recordContent must be true or false/],
  ['a header that is text', { traceHeader: 'yes' }, /options\.traceHeader must be true or false/],
  ['a text in place of a list', { ignore: 'tasks.list' }, /options\.ignore must be a list/],
  ['a list with other things', { ignore: [5] }, /options\.ignore must be a list/],
  ['a provider that is none', { tracerProvider: {} }, /options\.tracerProvider must have a method getTracer/],
  [
    'a meter provider that is none',
    { meterProvider: 5 },
    /options\.meterProvider must have a method getMeter/,
  ],
  ['no options', null, /options/],
])('error: refuses %s, and follows nothing', async (_, options, message) => {
  const refused = instrument(options as never);
  await expect(refused).rejects.toThrow(InvalidArgumentError);
  await expect(refused).rejects.toThrow(message);
  expect(getTelemetry()).toBeUndefined();
});
