/**
 * Writes a duration: `3.4 ms`, `120 ms`, `12.0 s`, `2 h 5 min`.
 *
 * @param ms - The duration, in ms.
 */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size < 10) return `${Number(ms.toFixed(1))} ms`;
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const;
  let rest = size;
  const parts = units.flatMap(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return (ms < 0 ? '−' : '') + parts.slice(0, 2).join(' ');
}
