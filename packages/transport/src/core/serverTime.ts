/**
 * Returns the server's time of a response, in ms since 1970, to compare with dates in its headers. This
 * machine's time when the answer has no `Date`, or comes from a cache.
 */
export function serverTime(headers: Readonly<Record<string, string>>): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) || headers['age'] !== undefined ? Date.now() : date;
}
