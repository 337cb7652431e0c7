import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);
/** A package in `node_modules`, also below another one. */
const PACKAGE = /(^|\/)node_modules\/(@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
const GOALS = { 'npm i -g @mitosislabs/cli': { packages: 15, MB: 7 } };

/** Counts the packages and MB that npm puts into an empty folder: for ours, from the packed tarballs, and for other clients. */
export async function installation() {
  const top = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  try {
    const tarballs = await pack(top);
    const { '@mitosislabs/sdk': sdk, ...others } = tarballs;
    const installs = {
      'npm i -g @mitosislabs/cli': { args: ['-g', '--prefix', '.', tarballs['@mitosislabs/cli']] },
      'npm i @mitosislabs/sdk': { dependencies: { '@mitosislabs/sdk': sdk }, overrides: others },
    };
    for (const name of ['openai', 'stripe', 'e2b'])
      installs[`npm i ${name}`] = { dependencies: { [name]: await versionOf(name) } };
    const rows = [];
    for (const [name, { args = [], ...manifest }] of Object.entries(installs)) {
      const folder = await mkdtemp(join(top, 'user-'));
      await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
      await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...args], { cwd: folder });
      const { packages, MB } = await weightOf(folder);
      const figures = { packages, 'packages, goal': GOALS[name]?.packages, MB, 'MB, goal': GOALS[name]?.MB };
      for (const [group, value] of Object.entries(figures)) if (value) rows.push({ group, name, value });
    }
    return rows;
  } finally {
    await rm(top, { recursive: true, force: true });
  }
}

/** Packs all packages into a folder, and returns what a package.json says to install each from there. */
async function pack(folder) {
  await run('pnpm', ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder], {
    cwd: root,
  });
  const tarballs = {};
  for (const directory of await readdir(join(root, 'packages'))) {
    const { name, version } = await manifestOf(join(root, 'packages', directory));
    tarballs[name] = `file:${join(folder, `mitosislabs-${directory}-${version}.tgz`)}`;
  }
  return tarballs;
}

const manifestOf = async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
const versionOf = async (name) => (await manifestOf(join(root, 'tests/node_modules', name))).version;

async function weightOf(folder) {
  const files = await readdir(folder, { recursive: true });
  const installed = files.filter((file) => file.includes('node_modules/'));
  let bytes = 0;
  for (const file of installed) {
    const entry = await stat(join(folder, file));
    if (entry.isFile()) bytes += entry.size;
  }
  return { packages: installed.filter((file) => PACKAGE.test(file)).length, MB: bytes / 1e6 };
}
