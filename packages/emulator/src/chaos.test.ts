import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientConfig, fetchWire } from '@mitosislabs/transport';
import { describe, expect, test } from 'vitest';
import { randomNumbers } from './control/faults/FaultRules.ts';
import type { Fault } from './core/Faults.ts';
import type { EmulatorOptions } from './EmulatorOptions.ts';
import { makeCalls, makePlaces, randomFault, readEffects, type Tally, tallyOf } from './testing/chaos.ts';
import { startWorld, type World } from './testing/world.ts';

/** The calls of the largest tests. `CHAOS_CALLS=10000` takes some minutes; `CHAOS_SEED` makes other weather. */
const MOST_CALLS = Number(process.env['CHAOS_CALLS'] ?? 400);
const seed = Number(process.env['CHAOS_SEED'] ?? 1);
/** The numbers of a tally. */
type Kind = Exclude<keyof Tally, keyof typeof never>;
const never = { twice: [], lost: [], denied: [] };
let weathers = 0;

/** Calls a server that fails four requests in ten, and compares the reported outcomes with its state. */
async function weather(
  calls: number,
  options: Partial<ClientConfig> = {},
  emulator: EmulatorOptions = {},
): Promise<Tally> {
  const random = randomNumbers(seed + weathers++);
  let raging = false;
  const world = await startWorld({
    ...emulator,
    brain: 'none',
    faults: () => (raging ? randomFault(random) : undefined),
  });
  const { endpoint, dashboardEndpoint, apiKey } = world.emulator;
  try {
    const places = await makePlaces(world, calls);
    raging = true;
    const ended = await makeCalls({ endpoint, dashboardEndpoint, apiKey, ...options }, places, calls, 60);
    raging = false;
    return tallyOf(ended, await readEffects(world, places));
  } finally {
    await world.close();
  }
}

/** Calls again, with other faults, until each kind of outcome was seen. */
async function weatherOfAll(
  kinds: readonly Kind[],
  ...[calls, options, emulator]: Parameters<typeof weather>
): Promise<Tally> {
  const tally = await weather(calls, options, emulator);
  expect(tally, `seed ${seed}`).toMatchObject(never);
  expect(tally.done + tally.unknown + tally.rejected + tally.not_sent).toBe(calls);
  const missing = kinds.filter((kind) => tally[kind] === 0);
  return missing.length === 0 ? tally : weatherOfAll(missing, calls, options, emulator);
}

describe('a server whose responses fail', () => {
  const kinds = ['done', 'repeated', 'rejected', 'unknown', 'unknownAndDone'] as const;

  test(`default: does none of ${MOST_CALLS} calls twice, and reports each failure rightly`, async ({
    annotate,
  }) => {
    const tally = await weatherOfAll([...kinds, 'replayed'], MOST_CALLS);
    await annotate(`seed ${seed}: ${JSON.stringify(tally)}`);
  }, 600_000);

  test('default: does the same when keys are ignored', async ({ annotate }) => {
    const tally = await weatherOfAll(kinds, MOST_CALLS, {}, { idempotencyKeys: false });
    await annotate(`seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally.replayed).toBe(0);
  }, 600_000);

  test.each([true, false])(
    'behavior: does the same over fetch; keys are honoured: %j',
    async (idempotencyKeys) => {
      const tally = await weather(200, { wire: fetchWire() }, { idempotencyKeys });
      expect(tally, `seed ${seed}`).toMatchObject(never);
    },
    600_000,
  );

  test('behavior: detects calls done twice by a client that wrongly trusts keys', async () => {
    for (let times = 0; times === 0; ) {
      const { twice, lost } = await weather(200, { idempotencyKeys: true }, { idempotencyKeys: false });
      times = twice.length;
      expect(lost).toEqual([]);
    }
  }, 600_000);
});

describe('a server that restarts', () => {
  /** The calls between two restarts. */
  const EVERY = 60;
  const CALLS = 400;

  /** Starts a world on ports that the system gives to nothing else while the world is stopped: below those for any use. */
  async function startOnOwnPorts(options: EmulatorOptions): Promise<World> {
    const port = 20_000 + 2 * Math.floor(Math.random() * 6_000);
    return startWorld({ ...options, port, dashboardPort: port + 1 }).catch((error: { code?: string }) => {
      if (error.code !== 'port_unavailable') throw error;
      return startOnOwnPorts(options);
    });
  }

  /** A world that can be stopped at once, with all its connections, and restarted on the same ports. */
  async function restartable() {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'));
    const random = randomNumbers(seed);
    const state = { busy: false };
    /** Many responses are pending when the server stops: their requests are done. */
    const faults = (): Fault | undefined => (state.busy && random() < 0.3 ? { responseMs: 150 } : undefined);
    const options: EmulatorOptions = { brain: 'none', data: folder, faults };
    let world = await startOnOwnPorts(options);
    const places = await makePlaces(world, CALLS);
    const { endpoint, dashboardEndpoint, apiKey } = world.emulator;
    return {
      config: { endpoint, dashboardEndpoint, apiKey },
      places,
      state,
      effects: () => readEffects(world, places),
      async restart(whileDown?: () => Promise<void>): Promise<void> {
        await world.close();
        await whileDown?.();
        const port = Number(new URL(endpoint).port);
        const dashboardPort = Number(new URL(dashboardEndpoint).port);
        world = await startWorld({ ...options, port, dashboardPort });
      },
      async [Symbol.asyncDispose](): Promise<void> {
        await world.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  test('default: does pending calls once', async ({ annotate }) => {
    await using server = await restartable();
    const { config, places, state } = server;
    let ended = 0;
    let wake = (): void => undefined;
    state.busy = true;
    const calls = makeCalls(config, places, CALLS, 40, () => {
      ended++;
      wake();
    });
    for (let next = EVERY; next < CALLS; next += EVERY) {
      while (ended < next) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      await server.restart();
    }
    const tally = tallyOf(await calls, await server.effects());
    await annotate(`seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally, `seed ${seed}`).toMatchObject(never);
    expect(tally.repeated).toBeGreaterThan(0);
    // The answers outlive the server.
    expect(tally.replayed).toBeGreaterThan(0);
  }, 600_000);

  test('behavior: reports not_sent while it is down', async () => {
    await using server = await restartable();
    const before = await server.effects();
    await server.restart(async () => {
      const ended = await makeCalls({ ...server.config, maxRetries: 0 }, server.places, 100, 40);
      expect(new Set(ended.map(({ outcome }) => outcome))).toEqual(new Set(['not_sent']));
    });
    expect(await server.effects()).toEqual(before);
  }, 600_000);
});
