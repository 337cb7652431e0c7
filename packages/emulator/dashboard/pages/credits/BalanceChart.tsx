import type { CreditHistoryEntry } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatNumber } from '../../components/text/formatNumber.ts';
import { theme } from '../../state/theme.ts';
import { balancePoints } from './balancePoints.ts';

const HEIGHT = 220;

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

function optionsFor(element: HTMLElement): uPlot.Options {
  const colorOf = (name: string) => {
    // The computed color of a property knows the theme.
    element.style.color = `var(${name})`;
    return getComputedStyle(element).color;
  };
  const [ink, line, accent] = [colorOf('--dim'), colorOf('--line'), colorOf('--accent')];
  element.style.color = '';
  const axis: uPlot.Axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.08] } },
    axes: [axis, { ...axis, size: 64, values: (_, values) => values.map(formatNumber) }],
    series: [
      {},
      {
        stroke: accent,
        width: 2,
        points: { show: false },
        ...(uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      },
    ],
  };
}
