/**
 * Runs two things in turns, so that a noisy machine disturbs both alike, and returns the median of the paired ratios.
 *
 * @param {() => number | Promise<number>} ours what we cost, in any unit
 * @param {() => number | Promise<number>} theirs what the yardstick costs, in the same unit
 * @param {number} rounds
 */
export async function compare(ours, theirs, rounds = 9) {
  const pairs = [];
  for (let round = -1; round < rounds; round++) {
    // The order changes from round to round; the first round warms up and does not count.
    const swapped = round % 2 === 1;
    const first = await (swapped ? theirs : ours)();
    const second = await (swapped ? ours : theirs)();
    const pair = swapped ? [second, first] : [first, second];
    if (round >= 0) pairs.push(pair);
  }
  return {
    ratio: median(pairs.map(([a, b]) => a / b)),
    ours: median(pairs.map(([a]) => a)),
    theirs: median(pairs.map(([, b]) => b)),
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
