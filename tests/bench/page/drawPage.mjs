import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { families } from '../families.mjs';
import { plotOf } from './plotOf.mjs';
import { tableOf } from './tableOf.mjs';

const fileOf = (path) => fileURLToPath(new URL(`../../../docs/${path}`, import.meta.url));

/** The stored figures. */
export const resultsFile = fileOf('benchmarks/results.json');

/** Writes the tables and plots of the page from the stored figures. */
export async function drawPage() {
  for (const [file, content] of Object.entries(await drawn())) await writeFile(file, content);
}

/** Returns the expected page and plots, by their files. The text between the tables is written by hand. */
export async function drawn() {
  const results = JSON.parse(await readFile(resultsFile, 'utf8'));
  const page = fileOf('benchmarks.md');
  const files = {};
  let text = replaced(await readFile(page, 'utf8'), 'machines', machines(Object.values(results)));
  for (const family of families) {
    const result = results[family.id];
    if (!result) continue;
    if (family.plot) files[fileOf(`benchmarks/${family.id}.svg`)] = plotOf(family, result.rows);
    text = replaced(text, family.id, blockOf(family, result));
  }
  return { [page]: text, ...files };
}

function blockOf(family, { rows, measured, node, load }) {
  const { id, plot } = family;
  const picture = plot ? `![${plot.label}](benchmarks/${id}.svg)\n\n` : '';
  return `${picture}${tableOf(family, rows)}\n\nMeasured on ${measured} with Node ${node.slice(1)}, at a load of ${load.toFixed(0)}.`;
}

/** Names the machines and the versions of the measurements. */
function machines(runs) {
  const names = [...new Set(runs.map(({ machine }) => machine))];
  const peers = new Set(
    runs.flatMap(({ versions }) => Object.entries(versions).map(([name, version]) => `${name} ${version}`)),
  );
  return `- Machine: ${names.join('; ')}.\n- Beside us: ${[...peers].join(', ')}.`;
}

/** Replaces the text between the two comments of a family. */
function replaced(text, id, block) {
  const [start, end] = [`<!-- figures: ${id} -->`, `<!-- end: ${id} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for the figures of ${id}.`);
  return `${text.slice(0, from + start.length)}\n\n${block}\n\n${text.slice(to)}`;
}
