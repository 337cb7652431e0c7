/** Keys shorter than this would show too much of themselves. */
const LONG_ENOUGH = 24;

/** A key so short that it tells two keys apart but opens nothing: `mi_a1b2…`. */
export function shortKey(apiKey: string): string {
  return `${apiKey.slice(0, apiKey.length < LONG_ENOUGH ? 3 : 7)}…`;
}
