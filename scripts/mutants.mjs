// `pnpm mutants [package…]`: changes one line at a time, and looks whether a test fails. For the night: it takes an hour.
// What is changed is in tests/mutants/scopes.mjs, what is left is in docs/mutants.md.
import { spawnSync } from 'node:child_process';
import { scopes } from '../tests/mutants/scopes.mjs';

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(scopes)) {
  if (!(name in scopes)) throw new Error(`${name} is none of ${Object.keys(scopes).join(', ')}.`);
  console.log(`== ${name}`);
  const { status } = spawnSync('stryker', ['run', 'tests/mutants/stryker.config.mjs'], {
    stdio: 'inherit',
    env: { ...process.env, MUTANTS_OF: name },
  });
  process.exitCode ||= status ?? 1;
}
