// `pnpm typecheck`: checks the types of everything. Projects with the same options are one program of the native compiler:
// alone, each checks the sources of all that it imports once more. A second run checks only what has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache/types');
const compiler = join(root, 'packages/auth/node_modules/typescript/bin/tsc');
/** Options that change only emitted files. `declaration` also checks that declarations can be written, so it is on for all. */
const EMITS = ['declaration', 'stripInternal'];

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const projects = [...packages, 'packages/emulator/dashboard', 'derive', 'examples', 'site', 'tests']
  .flatMap((folder) => [`${folder}/tsconfig.json`, `${folder}/tsconfig.lib.json`])
  .filter((file) => existsSync(join(root, file)));

/** The projects by their options. */
const groups = new Map();
for (const file of projects) {
  const { compilerOptions, include, exclude = [] } = readJSON(file);
  const options = Object.entries(compilerOptions).filter(([name]) => !EMITS.includes(name));
  const key = JSON.stringify(Object.fromEntries(options.sort()));
  const group = groups.get(key) ?? { files: [], include: [], exclude: [] };
  const within = (path) => join(root, dirname(file), path);
  group.files.push(file);
  group.include.push(...include.map(within));
  group.exclude.push(...exclude.map(within));
  groups.set(key, group);
}

mkdirSync(cache, { recursive: true });
let failed = false;
for (const [index, [options, { files, include, exclude }]] of [...groups].entries()) {
  // A project of its own options is checked as it is: its types are found from its folder.
  let project = join(root, files[0]);
  if (files.length > 1) {
    project = join(cache, `tsconfig.${index}.json`);
    const compilerOptions = { ...JSON.parse(options), declaration: true };
    const extended = join(root, 'tsconfig.base.json');
    const merged = { extends: extended, compilerOptions, include, exclude: [...exclude, '**/node_modules'] };
    writeFileSync(project, JSON.stringify(merged, null, 2));
  }
  const build = ['--incremental', '--tsBuildInfoFile', join(cache, `${index}.tsbuildinfo`)];
  // Each further checker works in parallel, and checks part of what another has checked. `verify` keeps the other core busy.
  const { status } = spawnSync(process.execPath, [compiler, '-p', project, ...build, '--singleThreaded'], {
    cwd: root,
    stdio: 'inherit',
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${files.join(', ')}`);
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;

/** Reads a tsconfig, which may have lines of comment. */
function readJSON(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8').replace(/^\s*\/\/.*$/gm, ''));
}
