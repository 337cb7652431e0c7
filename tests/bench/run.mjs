// `pnpm bench`: compares our cost with other clients and yardsticks, in turns in one run. It stores the figures in
// docs/benchmarks/results.json, and draws the tables and plots of docs/benchmarks.md from them.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { families } from './families.mjs';
import { drawPage, resultsFile } from './page/drawPage.mjs';
import { tableOf } from './page/tableOf.mjs';
import { isQuick } from './support/effort.mjs';

const HELP = `pnpm bench [--only <families>] [--quick] [--draw]

  --only   measures these, separated by commas: ${families.map(({ id }) => id).join(', ')}
  --quick  measures with a tenth of the calls, prints the figures, and stores nothing
  --draw   measures nothing, and draws the page again from the stored figures
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean' },
    draw: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const only = values.only?.split(',');
const unknown = only?.find((id) => !families.some((family) => family.id === id));

if (values.help || unknown !== undefined) {
  process.stdout.write(unknown === undefined ? HELP : `There is no family ${unknown}.\n\n${HELP}`);
  process.exit(unknown === undefined ? 0 : 2);
}
if (!values.draw) await measure(families.filter(({ id }) => only?.includes(id) ?? true));
if (!isQuick) await drawPage();
// Connections of clients are kept alive.
process.exit();

async function measure(chosen) {
  for (const family of chosen) {
    const run = await family.load();
    const started = new Date().toISOString();
    const result = { measured: started.slice(0, 10), load: loadavg()[0], ...(await machine()) };
    try {
      const rows = (await run()).map(rounded);
      console.log(`\n${family.id}\n\n${tableOf(family, rows)}`);
      if (!isQuick) await store(family.id, { ...result, rows });
    } catch (error) {
      // Such as a program that is not installed. The others are measured all the same.
      console.error(`\n${family.id} failed:`, error);
      process.exitCode = 1;
    }
  }
}

async function store(id, result) {
  const results = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '{}'));
  const order = families.map((family) => family.id);
  const entries = Object.entries({ ...results, [id]: result });
  entries.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  await writeFile(resultsFile, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

async function machine() {
  const versionOf = async (name) => {
    const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
    return [name, JSON.parse(await readFile(file, 'utf8')).version];
  };
  const peers = ['openai', 'stripe', 'e2b', 'ky', 'undici', '@noble/secp256k1', 'esbuild', 'rollup'];
  return {
    node: process.version,
    machine: `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${platform()} ${release().split('-')[0]}`,
    versions: Object.fromEntries(await Promise.all(peers.map(versionOf))),
  };
}

/** Rounds the figures to four digits: measurements are less exact. */
function rounded(row) {
  const numbers = Object.entries(row).filter(([, value]) => typeof value === 'number');
  return {
    ...row,
    ...Object.fromEntries(numbers.map(([name, value]) => [name, Number(value.toPrecision(4))])),
  };
}
