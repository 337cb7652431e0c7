/**
 * The time by the server's clock when it answered, in ms since 1970: dates in its headers are to be compared with it. This
 * machine's time when the answer has no `Date`, or comes from a cache.
 */
export function serverTime(headers: Readonly<Record<string, string>>): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) || headers['age'] !== undefined ? Date.now() : date;
}
