/** The platform's clock: whole ms since 1970. */
export type Clock = () => number;

/** A time as answers give it: ISO 8601. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
