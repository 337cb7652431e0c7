/** The shortest key of which more than the prefix may be shown. */
const LONG_ENOUGH = 24;

/** Returns the beginning of a key, which is enough to tell keys apart: `mi_a1b2…`. */
export function shortKey(apiKey: string): string {
  return `${apiKey.slice(0, apiKey.length < LONG_ENOUGH ? 3 : 7)}…`;
}
