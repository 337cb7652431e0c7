const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** Formats a number for display. */
export function formatNumber(value: number): string {
  return number.format(value).replace(/^-/, '−');
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** Formats a number of bytes for display: `1.5 kB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
