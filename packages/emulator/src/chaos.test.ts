import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientConfig, kyWire, type Middleware } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from './server/Faults.ts';
import {
  makeCalls,
  makePlaces,
  type Places,
  randomFault,
  readEffects,
  seeded,
  type Tally,
  tallyOf,
} from './testing/chaos.ts';
import { startWorld, type World } from './testing/world.ts';

/** Another one each time; to see a failure again, put in the one that it names. */
const seed = Date.now() % 1_000_000;
const never = { twice: [], lost: [], denied: [] };

describe('a server whose answers fail', () => {
  let world: World;
  let raging = false;

  beforeAll(async () => {
    const random = seeded(seed);
    world = await startWorld({ brain: 'none', faults: () => (raging ? randomFault(random) : undefined) });
  });
  afterAll(() => world?.close());

  async function weather(calls: number, options: Partial<ClientConfig> = {}): Promise<Tally> {
    const { endpoint, dashboardEndpoint, apiKey } = world.emulator;
    const places = await makePlaces(world, calls);
    raging = true;
    const config = { endpoint, dashboardEndpoint, apiKey, ...options };
    const ended = await makeCalls(config, places, calls, Math.min(150, calls / 10)).finally(() => {
      raging = false;
    });
    return tallyOf(ended, await readEffects(world, places));
  }

  test('default: of 10,000 hires, messages and the like nothing is done twice, and no failure was a success', async ({
    annotate,
  }) => {
    const tally = await weather(10_000);
    await annotate(`seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally, `seed ${seed}`).toMatchObject(never);
    expect(tally.done + tally.unknown + tally.rejected + tally.not_sent).toBe(10_000);
    // All that could happen has happened.
    for (const kind of ['done', 'repeated', 'replayed', 'rejected', 'unknown', 'unknownAndDone'] as const) {
      expect(tally[kind], `seed ${seed}: ${kind}`).toBeGreaterThan(0);
    }
  }, 300_000);

  test('behavior: the same holds over fetch', async ({ annotate }) => {
    const tally = await weather(500, { wire: kyWire() });
    await annotate(`seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally, `seed ${seed}`).toMatchObject(never);
  }, 120_000);

  test('behavior: without keys things would be done twice: this test would tell', async () => {
    const keyless: Middleware = ({ headers, ...request }, next) => {
      const { 'idempotency-key': _, ...others } = headers;
      return next({ ...request, headers: others });
    };
    const { twice, lost } = await weather(500, { middleware: [keyless] });
    expect(twice.length, `seed ${seed}`).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  }, 60_000);
});

describe('a server that goes away and comes back', () => {
  let folder: string;
  let world: World;
  let places: Places;
  let busy = false;
  const random = seeded(seed);
  /** Many answers wait when the server goes: what they tell of is done. */
  const faults = (): Fault | undefined => (busy && random() < 0.3 ? { answerMs: 150 } : undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulator-'));
    world = await startWorld({ brain: 'none', data: folder, faults });
    places = await makePlaces(world, 1_000);
  }, 60_000);
  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Ends the server at once, with all its connections, and starts it again on the same ports. */
  async function restart(whileDown?: () => Promise<void>): Promise<void> {
    const { endpoint, dashboardEndpoint } = world.emulator;
    await world.close();
    await whileDown?.();
    const [port = 0, dashboardPort = 0] = [endpoint, dashboardEndpoint].map((url) =>
      Number(new URL(url).port),
    );
    world = await startWorld({ brain: 'none', data: folder, faults, port, dashboardPort });
  }

  test('default: what was under way is done once', async ({ annotate }) => {
    const { endpoint, dashboardEndpoint, apiKey } = world.emulator;
    busy = true;
    const calls = makeCalls({ endpoint, dashboardEndpoint, apiKey }, places, 1_000, 40).finally(() => {
      busy = false;
    });
    for (let times = 0; busy && times < 5; times++) {
      await sleep(300);
      await restart(() => sleep(100));
    }
    const tally = tallyOf(await calls, await readEffects(world, places));
    await annotate(`seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally, `seed ${seed}`).toMatchObject(never);
    expect(tally.repeated).toBeGreaterThan(0);
    // The answers outlive the server.
    expect(tally.replayed).toBeGreaterThan(0);
  }, 60_000);

  test('behavior: while it is away, nothing has been sent', async () => {
    const { endpoint, dashboardEndpoint, apiKey } = world.emulator;
    const before = await readEffects(world, places);
    await restart(async () => {
      const config = { endpoint, dashboardEndpoint, apiKey, maxRetries: 0 };
      const ended = await makeCalls(config, places, 100, 40);
      expect(new Set(ended.map(({ outcome }) => outcome))).toEqual(new Set(['not_sent']));
    });
    expect(await readEffects(world, places)).toEqual(before);
  }, 60_000);
});
