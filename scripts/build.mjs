// `pnpm build [options of turbo]`: builds the packages that have changed. Before, it writes the declarations of all of them at
// once, which takes a quarter of the time. After, it removes what else is in `dist`: turbo restores a build from its cache, and
// leaves the files of the one before. They would be published.
import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { writeDeclarations } from '../tooling/declarations.js';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const summaries = '.turbo/runs';
const options = process.argv.slice(2);

const plan = await runTurbo(['--dry=json'], 'pipe');
if (plan.status === 0) {
  const changed = changedPackages(JSON.parse(plan.output));
  if (changed.size > 1) writeDeclarations(changed);
  const { status } = await runTurbo(['--summarize'], 'inherit');
  if (status === 0) await removeOldFiles();
  process.exitCode = status;
} else {
  process.exitCode = plan.status;
}

/** Runs turbo with the options that this script got, and passes signals on. */
async function runTurbo(more, stdout) {
  const args = [turbo, 'run', 'build', ...more, ...options];
  const child = spawn(process.execPath, args, { stdio: ['inherit', stdout, 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  const status = await new Promise((done) => child.on('close', (code) => done(code ?? 1)));
  return { status, output };
}

/** The folders of the packages that turbo would build, and the hash of each build. */
function changedPackages({ tasks }) {
  const changed = tasks.filter(
    ({ task, command, cache }) => task === 'build' && command !== '<NONEXISTENT>' && cache.status === 'MISS',
  );
  return new Map(changed.map(({ directory, hash }) => [resolve(directory), hash]));
}

async function removeOldFiles() {
  // Their names sort by time.
  const newest = (await readdir(summaries)).sort().at(-1) ?? '';
  const { tasks } = JSON.parse(await readFile(join(summaries, newest), 'utf8'));
  await rm(summaries, { recursive: true, force: true });
  for (const { directory, expandedOutputs } of tasks) {
    const built = new Set(expandedOutputs.map((path) => join(path)));
    const dist = join(directory, 'dist');
    const found = built.has(dist) ? await readdir(dist, { recursive: true }) : [];
    const old = found.map((name) => join(dist, name)).filter((path) => !built.has(path));
    for (const path of old) await rm(path, { recursive: true, force: true });
  }
}
