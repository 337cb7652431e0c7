import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageFeed } from './MessageFeed.ts';
import { Opening } from './Opening.ts';

/** `HISTORIES=10000` takes a minute. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 300);
/** How far from the end a late message may be stored. */
const LATEST = 8;

/** The events between two polls, and the outcome of the next one. */
type Step =
  | { kind: 'post'; count: number }
  | { kind: 'late'; places: number }
  | { kind: 'announce' }
  | { kind: 'look'; repeats: boolean }
  | { kind: 'fail'; read: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('post' as const), count: fc.integer({ min: 1, max: 120 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('post' as const), count: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('late' as const),
        places: fc.integer({ min: 1, max: LATEST }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'announce' as const }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const), repeats: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('fail' as const), read: fc.integer({ min: 0, max: 2 }) }),
    },
  ),
  { maxLength: 40 },
);

const servers = fc.record({
  history: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 })),
  /** The page limit. */
  most: fc.constantFrom(20, 50, 100, 200, 1_000, Number.POSITIVE_INFINITY),
  page: fc.constantFrom(20, 50),
  isNewestFirst: fc.boolean(),
  /** Times in whole seconds; all sent messages share one. */
  isCoarse: fc.boolean(),
});

test(
  'behavior: delivers each message once and in order, or reports a gap',
  async () => {
    await fc.assert(
      fc.asyncProperty(servers, steps, async ({ history, most, page, isNewestFirst, isCoarse }, todo) => {
        const openedOn = Date.now();
        const stored: XMTPMessage[] = [];
        const late = new Set<string>();
        let count = 0;
        const message = (time: number): XMTPMessage => {
          const created_at = new Date(isCoarse ? Math.floor(time / 1_000) * 1_000 : time).toISOString();
          return { id: `m${count++}`, from_agent: 'aria', content: 'the same text', created_at };
        };
        for (let index = 0; index < history; index++)
          stored.push(message(openedOn - 600_000 + 1_000 * index));
        const old = new Set(stored.map(({ id }) => id));

        const gaps: [string, string][] = [];
        const opening = new Opening(() => undefined);
        const beginning = { isThere: () => false, is: () => false };
        const feed = new MessageFeed((...gap) => gaps.push(gap), page, beginning, opening);
        const delivered: string[] = [];
        const look = async (repeats: boolean, failing = -1): Promise<void> => {
          let reads = 0;
          const read = async (limit: number): Promise<XMTPMessage[]> => {
            if (reads++ === failing) throw new Error('503');
            const newest = stored.slice(-Math.min(limit, most));
            const answer = repeats ? newest.flatMap((one) => [one, one]) : newest;
            return isNewestFirst ? answer.reverse() : answer;
          };
          delivered.push(...(await feed.next(read)).map(({ id }) => id));
        };
        const since = (): number => openedOn + 100 + Math.min(count, 800);
        // Within the second of the opening, messages are new after a poll that failed.
        if (isCoarse) await look(false, 0).catch(() => undefined);
        for (const step of todo) {
          if (step.kind === 'post')
            for (let index = 0; index < step.count; index++) stored.push(message(since()));
          if (step.kind === 'late') {
            const place = Math.max(history, stored.length - step.places);
            const next = stored[place];
            const one = message(next ? new Date(next.created_at).getTime() - (isCoarse ? 0 : 1) : since());
            late.add(one.id);
            stored.splice(place, 0, one);
            // Later it may lie behind known messages, out of reach of a page: it cannot be found.
            if (Number.isFinite(most)) await look(false);
          }
          const last = stored.at(-1);
          if (step.kind === 'announce' && last && !old.has(last.id)) feed.announce(last.id);
          if (step.kind === 'look') await look(step.repeats);
          if (step.kind === 'fail') await look(false, step.read).catch(() => undefined);
        }
        await look(false);
        await look(false);

        const ids = stored.map(({ id }) => id);
        expect(delivered.filter((id) => old.has(id))).toEqual([]);
        expect(new Set(delivered).size).toBe(delivered.length);
        const inOrder = ids.filter((id) => delivered.includes(id) && !late.has(id));
        // Equal times do not show which end of a page is older, if messages are stored late.
        if (!isCoarse) expect(delivered.filter((id) => !late.has(id))).toEqual(inOrder);
        const uncovered = ids.filter((id, index) => {
          const isCovered = gaps.some(([after, before]) => {
            // A late message may be lost together with those after the last known one.
            const from = after === '' ? -1 : ids.indexOf(after) - (late.has(id) ? 2 * LATEST : 0);
            return index > from && index < ids.indexOf(before);
          });
          return !old.has(id) && !delivered.includes(id) && !isCovered;
        });
        expect(uncovered).toEqual([]);
      }),
      { numRuns: HISTORIES },
    );
  },
  60_000 + HISTORIES * 50,
);
