import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compareAll } from '../support/compare.mjs';
import { cpuOf } from '../support/cpuOf.mjs';

const PACKAGES = [
  '@mitosislabs/sdk',
  '@mitosislabs/auth',
  '@mitosislabs/transport',
  '@mitosislabs/api',
  '@mitosislabs/xmtp',
  '@mitosislabs/keystore',
  '@mitosislabs/agent',
  '@mitosislabs/emulator',
  'openai',
  'stripe',
  'e2b',
  'ky',
  'undici',
];

/** Compares the CPU time of a process that imports a package with that of one that runs nothing, and counts the modules. */
export async function imports() {
  const run = (program) => () => cpuOf(process.execPath, ['--input-type=module', '-e', program], process.env);
  const programs = PACKAGES.map((name) => [name, `import ${JSON.stringify(import.meta.resolve(name))}`]);
  const measured = programs.map(([name, program]) => [name, run(program)]);
  const results = await compareAll(Object.fromEntries(measured), run('0'), 11);
  const rows = [];
  for (const [name, program] of programs) {
    rows.push({ group: 'CPU / empty program', name, value: results[name].ratio });
    rows.push({ group: 'modules', name, value: await modulesOf(program) });
  }
  return rows;
}

/** The number of files that a program loads as modules: V8's coverage names them all. */
async function modulesOf(program) {
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
    const [file] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8'));
    return result.filter(({ url }) => url.startsWith('file:')).length;
  } finally {
    await rm(folder, { recursive: true });
  }
}
