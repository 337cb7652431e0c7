// `pnpm build [options of turbo]`: builds the packages that have changed. Then removes what else is in `dist`: turbo restores
// a build from its cache, and leaves the files of the one before. They would be published.
import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const summaries = '.turbo/runs';

const status = await new Promise((resolve) => {
  const args = [turbo, 'run', 'build', '--summarize', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  child.on('exit', (code) => resolve(code ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
});
if (status === 0) await removeOldFiles();
process.exitCode = status;

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
