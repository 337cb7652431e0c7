import { roundsOf } from './effort.mjs';

/**
 * Runs two things in turns, so that a noisy machine disturbs both alike, and returns the median of the paired ratios.
 *
 * @param {() => number | Promise<number>} ours what we cost, in any unit
 * @param {() => number | Promise<number>} theirs what the yardstick costs, in the same unit
 * @param {number} rounds
 */
export async function compare(ours, theirs, rounds = 9) {
  const { ours: result } = await compareAll({ ours }, theirs, rounds);
  return result;
}

/**
 * Runs several things and a yardstick in turns, and returns for each the median of its ratios to the yardstick of the same round.
 *
 * @param {Record<string, () => number | Promise<number>>} candidates what each costs, in any unit
 * @param {() => number | Promise<number>} yardstick what it is compared with, in the same unit
 * @param {number} rounds
 */
export async function compareAll(candidates, yardstick, rounds = 9) {
  const entries = Object.entries({ ...candidates, [YARDSTICK]: yardstick });
  const costs = new Map(entries.map(([name]) => [name, []]));
  for (let round = -1; round < roundsOf(rounds); round++) {
    // The order changes from round to round; the first round warms up and does not count.
    const order = round % 2 === 0 ? entries : [...entries].reverse();
    for (const [name, measure] of order) {
      const cost = await measure();
      if (round >= 0) costs.get(name).push(cost);
    }
  }
  const theirs = costs.get(YARDSTICK);
  return Object.fromEntries(
    Object.keys(candidates).map((name) => {
      const ours = costs.get(name);
      const ratio = median(ours.map((cost, round) => cost / theirs[round]));
      return [name, { ratio, ours: median(ours), theirs: median(theirs) }];
    }),
  );
}

const YARDSTICK = 'the yardstick';

/** The median of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
