import { modulesOf } from '../../support/modulesOf.js';
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
    rows.push({ group: 'modules', name, value: (await modulesOf(program)).length });
  }
  return rows;
}
