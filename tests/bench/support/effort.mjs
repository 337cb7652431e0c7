/** Whether the run has fewer rounds and calls. Its figures are rough, and not stored. */
export const isQuick = process.argv.includes('--quick');

/** The number of rounds to measure. */
export function roundsOf(full) {
  return isQuick ? Math.min(full, 3) : full;
}

/** The number of calls, files or bytes to measure with. */
export function countOf(full) {
  return isQuick ? Math.ceil(full / 10) : full;
}
