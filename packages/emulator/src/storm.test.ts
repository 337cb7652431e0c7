import { OfficesAPI } from '@mitosislabs/api';
import { type Logger, OS1Error, Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './testing/world.ts';

const CLIENTS = 1_000;
const BIN_MS = 50;

let world: World;
let requests = 0;

beforeAll(async () => {
  world = await startWorld({
    brain: 'none',
    faults() {
      requests++;
      return 503;
    },
  });
});
afterAll(() => world?.close());

test('behavior: clients of a busy server send at most three requests each, spread over time', async ({
  annotate,
}) => {
  const second: number[] = [];
  const third: number[] = [];
  const logger: Logger = {
    debug: () => undefined,
    info: (_, { attempt, delayMs }) => void (attempt === 1 ? second : third).push(Number(delayMs)),
    warn: () => undefined,
    error: () => undefined,
  };
  const { endpoint, dashboardEndpoint, apiKey } = world.emulator;
  const config = { endpoint, dashboardEndpoint, apiKey, timeout: 120_000, logger, logLevel: 'info' } as const;
  const calls = Array.from({ length: CLIENTS }, async () => {
    const error: unknown = await new OfficesAPI(new Transport(config)).list().catch((reason) => reason);
    return error instanceof OS1Error && error.status;
  });
  expect(new Set(await Promise.all(calls))).toEqual(new Set([503]));
  expect(requests).toBeLessThanOrEqual(3 * CLIENTS);
  expect([second.length, third.length]).toEqual([CLIENTS, CLIENTS]);
  // When each would come if all had failed in the same instant: this machine's own pace does not count,
  // and which client drew which delay does not matter.
  const waves = [second, third.map((delay, n) => delay + (second[n] ?? 0))];
  const peaks = waves.map((wave) => peakOf(wave) / CLIENTS);
  await annotate(`${requests} requests; in the busiest ${BIN_MS} ms of the two waves: ${peaks.join(', ')}`);
  expect(peaks[0]).toBeLessThan(0.6);
  expect(peaks[1]).toBeLessThan(0.4);
});

/** How many come in the busiest moments of a wave. */
function peakOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [to, time] of sorted.entries()) {
    while (time - (sorted[from] ?? 0) > BIN_MS) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
