import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { OURS } from './tableOf.mjs';

const WIDTH = 760;
/** Readable on white and on black. */
const COLORS = { ours: '#2f81f7', others: '#8b949e' };
/** Lines of ours, then those of others. */
const OUR_LINES = ['#2f81f7', '#7ab2f9'];
const LINES = ['#8b949e', '#e3742f', '#3fa45b', '#b07be0', '#d4a017', '#d1519b'];
/** A picture has its own background: its page can be dark while the system is light. */
const STYLE = `
  svg { color: #1f2328; background: #ffffff; }
  @media (prefers-color-scheme: dark) { svg { color: #e6edf3; background: #0d1117; } }
`;

/** The figures of a family as an SVG, which follows the light or dark colors of the system. */
export function plotOf({ plot }, rows) {
  const { document } = parseHTML('<html><body></body></html>');
  const shown = rows.filter(({ group }) => plot.only?.includes(group) ?? true);
  const svg = Plot.plot({
    document,
    width: WIDTH,
    className: 'plot',
    style: { fontSize: '12px' },
    ...(plot.kind === 'bars' ? bars(plot, shown) : lines(plot, shown)),
  });
  const style = document.createElement('style');
  style.textContent = STYLE;
  svg.insertBefore(style, svg.firstChild);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', plot.label);
  return `${svg.outerHTML}\n`;
}

/** A panel for each group, and in it a bar for each name, the shortest first. */
function bars({ label, rule }, rows) {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const placed = [];
  const titles = [];
  let y = 0;
  for (const group of groups) {
    titles.push({ group, y: y++ });
    const inGroup = rows.filter((row) => row.group === group).sort((a, b) => a.value - b.value);
    for (const row of inGroup) placed.push({ ...row, y: y++ });
    y += 0.5;
  }
  return {
    height: 70 + y * 20,
    marginLeft: 230,
    marginRight: 50,
    marginBottom: 40,
    x: {
      label,
      domain: [0, Math.max(...rows.map(({ value }) => value))],
      grid: true,
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { type: 'linear', domain: [y, -0.6], axis: null },
    marks: [
      ...(rule === undefined ? [] : [Plot.ruleX([rule], { strokeDasharray: '3 3' })]),
      Plot.rect(placed, {
        x1: 0,
        x2: 'value',
        y1: (row) => row.y - 0.4,
        y2: (row) => row.y + 0.4,
        fill: ({ name }) => (OURS.test(name) ? COLORS.ours : COLORS.others),
      }),
      Plot.text(placed, { x: 0, y: 'y', text: 'name', dx: -8, textAnchor: 'end' }),
      Plot.text(placed, {
        x: 'value',
        y: 'y',
        text: ({ value }) => short(value),
        dx: 5,
        textAnchor: 'start',
      }),
      Plot.text(titles, { x: 0, y: 'y', text: 'group', dx: 4, textAnchor: 'start', fontWeight: 'bold' }),
    ],
  };
}

/** A line for each name, with its name at its end. */
function lines({ label, across, scale, rule }, rows) {
  const names = [...new Set(rows.map(({ name }) => name))];
  const groups = [...new Set(rows.map(({ group }) => group))];
  const values = rows.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(...values)];
  const left = { ours: [...OUR_LINES], others: [...LINES] };
  const colors = names.map((name) => left[OURS.test(name) ? 'ours' : 'others'].shift());
  const ends = names.map((name) => rows.findLast((row) => row.name === name));
  return {
    height: 380,
    marginRight: 130,
    marginLeft: 50,
    marginBottom: 45,
    x: {
      label: across,
      type: scale,
      ticks: groups,
      tickFormat: (value) => value.toLocaleString('en'),
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: { label, domain: [least, most * 1.05], grid: true, labelArrow: 'none' },
    color: { domain: names, range: colors },
    marks: [
      ...(rule === undefined ? [] : [Plot.ruleY([rule], { strokeDasharray: '3 3' })]),
      Plot.line(rows, {
        x: 'group',
        y: 'value',
        stroke: 'name',
        strokeWidth: ({ name }) => (OURS.test(name) ? 3 : 1.5),
      }),
      Plot.dot(rows, { x: 'group', y: 'value', fill: 'name', r: 3 }),
      Plot.text(apart(ends, (most - least) / 18), {
        x: 'group',
        y: 'y',
        text: 'name',
        fill: 'name',
        dx: 8,
        textAnchor: 'start',
      }),
    ],
  };
}

/** Moves names apart that would cover each other. */
function apart(rows, distance) {
  let last = Number.NEGATIVE_INFINITY;
  return [...rows]
    .sort((a, b) => a.value - b.value)
    .map((row) => {
      last = Math.max(row.value, last + distance);
      return { ...row, y: last };
    });
}

function short(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
