import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FeedWorld, LATEST, type LookFaults, type ReadAnswer } from '../../test/FeedWorld.ts';

/** `HISTORIES=10000` takes minutes, and `SEED` runs the same histories again. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 300);
const SEED = process.env['SEED'];

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** An event between two polls, or a poll with its faults. */
type Step =
  | { kind: 'post'; count: number; from: string }
  | { kind: 'late'; places: number }
  | { kind: 'announce'; places: number[] }
  | { kind: 'wait'; ms: number }
  | { kind: 'restart' }
  | ({ kind: 'look' } & LookFaults);

const few = fc.integer({ min: 1, max: 3 });
const many = fc.integer({ min: 1, max: 120 });
const burst = fc.integer({ min: 100, max: 1_500 });
const none = fc.constant(0);
const answer = fc.oneof(
  { weight: 4, arbitrary: fc.constant<ReadAnswer>('right') },
  fc.constantFrom<ReadAnswer>('fails', 'expires', 'late', 'again'),
);
const kind = <K extends Step['kind']>(name: K) => fc.constant(name);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: kind('post'),
        count: fc.oneof({ weight: 4, arbitrary: few }, { weight: 4, arbitrary: many }, burst),
        from: fc.constantFrom('aria', 'admin-sdk'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: kind('late'), places: fc.integer({ min: 1, max: LATEST }) }),
    },
    {
      weight: 3,
      // Cut, repeated, reordered and forged, as the places are any.
      arbitrary: fc.record({ kind: kind('announce'), places: fc.array(fc.nat(60), { maxLength: 8 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: kind('wait'), ms: fc.integer({ min: 100, max: 15_000 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('restart') }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: kind('look'),
        isAnnounced: fc.boolean(),
        repeats: fc.boolean(),
        answers: fc.array(answer, { maxLength: 4 }),
        during: fc.array(fc.oneof({ weight: 2, arbitrary: none }, few, many, burst), { maxLength: 4 }),
      }),
    },
  ),
  { maxLength: 40 },
);

const servers = fc.record({
  history: fc.oneof(none, fc.integer({ min: 1, max: 300 })),
  most: fc.constantFrom(20, 50, 100, 200, 1_000, Number.POSITIVE_INFINITY),
  page: fc.constantFrom(20, 50),
  isNewestFirst: fc.boolean(),
  isCoarse: fc.boolean(),
  perMs: fc.constantFrom(1, 1_000),
  ahead: fc.constantFrom(0, 0, -5_000, 5_000),
  firstMs: fc.constantFrom(0, 0, 300, 3_000),
});

test(
  'behavior: delivers each message once and in order, or reports a gap',
  async () => {
    await fc.assert(
      fc.asyncProperty(servers, steps, async (server, todo) => {
        const world = new FeedWorld(server);
        // Within the second of the opening, messages are new after a poll that failed.
        if (server.isCoarse) await world.look({ answers: ['fails'] });
        for (const step of todo) {
          if (step.kind === 'post') world.post(step.count, step.from);
          if (step.kind === 'announce') world.announce(step.places);
          if (step.kind === 'wait') vi.advanceTimersByTime(step.ms);
          if (step.kind === 'look') await world.look(step);
          if (step.kind === 'restart') world.restart();
          if (step.kind === 'late') {
            world.postLate(step.places);
            // Later it may lie behind known messages, out of reach of a page: it cannot be found.
            await world.look();
          }
        }
        await world.look();
        await world.look();
        const { old, twice, unordered, lost } = world.faults();
        // Equal times do not show which end of a page is older, if it changes from read to read.
        const changes =
          world.late.size > 0 || todo.some((step) => step.kind === 'look' && step.during?.some(Boolean));
        const isUnclear = changes && (server.isCoarse || server.perMs > 1);
        expect({
          old,
          twice,
          lost: lost.slice(0, 3),
          unordered: isUnclear ? [] : unordered.slice(0, 3),
        }).toEqual({
          old: [],
          twice: [],
          lost: [],
          unordered: [],
        });
      }),
      { numRuns: HISTORIES, ...(SEED && { seed: Number(SEED) }) },
    );
  },
  60_000 + HISTORIES * 50,
);

test.each([true, false])(
  'behavior: a burst between two reads does not turn the order of pages (newest first: %j)',
  async (isNewestFirst) => {
    // Found by the model: the restarted feed took the newest message for history.
    const world = new FeedWorld({
      history: 40,
      most: 50,
      page: 20,
      isNewestFirst,
      isCoarse: false,
      perMs: 1_000,
      ahead: 0,
      firstMs: 0,
    });
    await world.look({ repeats: true, during: [0, 100, 1, 2] });
    world.restart();
    world.post(1);
    await world.look();
    expect(world.faults()).toEqual({ old: [], twice: [], unordered: [], lost: [] });
  },
);
