import type { CreditHistoryEntry } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatNumber } from '../../components/text/formatNumber.ts';
import { theme } from '../../state/theme.ts';
import { balancePoints } from './balancePoints.ts';

const HEIGHT = 200;
/** The shortest time that the chart spans, in seconds. */
const SHORTEST = 60;
const DAY = 86_400;

/** The balance over time, as a line. */
export function BalanceChart({ entries }: { entries: readonly CreditHistoryEntry[] }): JSX.Element {
  const figure = useRef<HTMLElement>(null);
  const chart = useRef<uPlot>();
  const points = useMemo(() => balancePoints(entries), [entries]);
  const current = useRef(points);
  current.current = points;
  const chosen = theme.value;
  useEffect(() => {
    const element = figure.current;
    if (!element) return;
    const draw = () => {
      chart.current?.destroy();
      chart.current = new uPlot(optionsFor(element), current.current, element);
    };
    draw();
    const observer = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    const isDark = matchMedia('(prefers-color-scheme: dark)');
    isDark.addEventListener('change', draw);
    return () => {
      observer.disconnect();
      isDark.removeEventListener('change', draw);
      chart.current?.destroy();
    };
  }, [chosen]);
  useEffect(() => chart.current?.setData(points), [points]);
  const [, balances] = points;
  const about = `The balance went from ${formatNumber(balances[0] ?? 0)} to ${formatNumber(balances.at(-1) ?? 0)}.`;
  return <figure ref={figure} class="chart" role="img" aria-label={about} />;
}

/** The distances between labels of the time, in seconds. */
const STEPS = [
  1,
  5,
  15,
  30,
  60,
  300,
  900,
  1_800,
  3_600,
  10_800,
  21_600,
  DAY,
  2 * DAY,
  7 * DAY,
  30 * DAY,
  365 * DAY,
];
const years = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const days = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const minutes = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Formats a time of the axis, in seconds since 1970, as exactly as the distance between labels is. */
function formatTime(time: number, step: number): string {
  const format = step >= 30 * DAY ? years : step >= DAY ? days : step >= 60 ? minutes : seconds;
  return format.format(time * 1_000);
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const colorOf = (color: string) => {
    // The computed color knows the theme.
    element.style.color = color;
    return getComputedStyle(element).color;
  };
  const [ink, line, accent] = [colorOf('var(--dim)'), colorOf('var(--line)'), colorOf('var(--accent)')];
  const below = colorOf('color-mix(in srgb, var(--accent) 12%, transparent)');
  element.style.color = '';
  const axis: uPlot.Axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_, low, high) => [Math.min(low, high - SHORTEST), high] },
      y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.08] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        // The room of a label: days are shorter than times, unless they have a year.
        space: (_, _axis, low, high) => (high - low > 2 * DAY && high - low < 180 * DAY ? 56 : 90),
        incrs: STEPS,
        values: (_, times, _axis, _space, step) => times.map((time) => formatTime(time, step)),
      },
      { ...axis, size: 64, values: (_, values) => values.map(formatNumber) },
    ],
    series: [
      {},
      {
        stroke: accent,
        width: 2,
        fill: below,
        points: { show: false },
        ...(uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      },
    ],
  };
}
