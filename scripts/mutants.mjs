// `pnpm mutants [scope [file…]]`: changes one line at a time, and checks that a test fails. Takes minutes to an hour a scope.
// The sources and their tests are in tests/mutants/scopes.mjs, the scores in docs/mutants.md. Files are below `src/`.
import { spawnSync } from 'node:child_process';
import { scopes } from '../tests/mutants/scopes.mjs';

const [wanted, ...files] = process.argv.slice(2);
for (const name of wanted === undefined ? Object.keys(scopes) : [wanted]) {
  if (!(name in scopes))
    throw new Error(`Unknown scope ${name}. The scopes are ${Object.keys(scopes).join(', ')}.`);
  console.log(`== ${name}`);
  const only = files.map((file) => `packages/${scopes[name].package ?? name}/src/${file}`);
  const { status } = spawnSync(
    'stryker',
    ['run', 'tests/mutants/stryker.config.mjs', ...(only.length > 0 ? ['--mutate', only.join(',')] : [])],
    { stdio: 'inherit', env: { ...process.env, MUTANTS_OF: name } },
  );
  process.exitCode ||= status ?? 1;
}
