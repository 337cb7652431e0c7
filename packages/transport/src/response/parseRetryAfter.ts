/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
 *
 * @returns the delay in ms, 0 for a date that has passed, `null` for anything else.
 */
export function parseRetryAfter(header: string | null | undefined, nowMs: number): number | null {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER);
  // Dates carry a weekday; `Date.parse` alone would also take «-1» or «2.5» for years.
  if (!/^[A-Z][a-z]+, ?\d|^[A-Z][a-z]{2} [A-Z][a-z]{2} [\d ]\d /.test(value)) return null;
  const date = Date.parse(/GMT|UTC|[+-]\d{4}/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
