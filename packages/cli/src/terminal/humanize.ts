const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Older times are dates. In seconds. */
const RECENT = 30 * DAY;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Formats a point in time for a person: `5 min ago`, `in 2 h`, or the date if it is far away.
 *
 * @param text - ISO 8601.
 * @param now - The time now, in ms since 1970.
 * @returns `undefined` if the text is no point in time.
 */
export function relativeTime(text: string, now = Date.now()): string | undefined {
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  const seconds = Math.round((now - time) / 1000);
  const distance = Math.abs(seconds);
  if (distance >= RECENT) return new Date(time).toISOString().slice(0, 10);
  if (distance < 10) return 'now';
  const span = duration(distance);
  return seconds > 0 ? `${span} ago` : `in ${span}`;
}

/** Formats a span of time by its largest unit: `42 s`, `5 min`, `3 h`, `12 d`. */
export function duration(seconds: number): string {
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** Formats a number of bytes: `512 B`, `1.5 kB`, `23 MB`. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
