// `node declarations.js`, before tsup: writes the declarations of the current package to `.types`, where tsup takes them and
// bundles them. The native compiler needs a second for it; the older one, which tsup has, up to a minute. Other packages are
// their sources, so no build waits for another.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readEntries } from './entries.js';

const config = {
  extends: '../tsconfig.json',
  compilerOptions: {
    // `pnpm typecheck` checks.
    noCheck: true,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: '../src',
    outDir: '.',
  },
  include: [],
  files: Object.values(readEntries()).map((source) => `../${source}`),
};
// A file that an earlier build has left would be published.
for (const folder of ['dist', '.types']) rmSync(folder, { recursive: true, force: true });
mkdirSync('.types');
writeFileSync('.types/tsconfig.json', JSON.stringify(config, null, 2));
const compile = ['node_modules/typescript/bin/tsc', '-p', '.types/tsconfig.json'];
const { status } = spawnSync(process.execPath, compile, { stdio: 'inherit' });
process.exitCode = status ?? 1;
