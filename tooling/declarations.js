// `node declarations.js`, before tsup: writes the declarations of the current package to `.types`, where tsup takes them and
// bundles them. The native compiler needs a second for it; the older one, which tsup has, up to a minute. Other packages are
// their sources, so no build waits for another.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes the declarations of packages, in one run of the compiler: it reads the sources that they share, and the types of the
 * language, once.
 *
 * @param {Map<string, string>} hashes - The folders of the packages, and turbo's hash of each build.
 */
export function writeDeclarations(hashes) {
  const folders = [...hashes.keys()];
  mkdirSync(join(root, '.types'), { recursive: true });
  const written = mkdtempSync(join(root, '.types/run-'));
  try {
    const config = {
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        // `pnpm typecheck` checks.
        noCheck: true,
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        // Leaves out what is marked `@internal`.
        stripInternal: true,
        types: ['node'],
        rootDir: '../../packages',
        outDir: '.',
      },
      include: folders.map((folder) => `${folder}/src`),
      exclude: folders.flatMap((folder) => [`${folder}/src/**/*.test.ts`, `${folder}/src/**/*.test-d.ts`]),
    };
    writeFileSync(join(written, 'tsconfig.json'), JSON.stringify(config, null, 2));
    const compiler = createRequire(join(folders[0], 'package.json')).resolve('typescript/package.json');
    const args = [join(compiler, '../bin/tsc'), '-p', written];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`The compiler ended with ${status}.`);
    for (const [folder, hash] of hashes) {
      rmSync(join(folder, '.types'), { recursive: true, force: true });
      renameSync(join(written, basename(folder), 'src'), join(folder, '.types'));
      writeFileSync(hashFile(folder), hash);
    }
  } finally {
    rmSync(written, { recursive: true });
  }
}

const hashFile = (folder) => join(folder, '.types/hash');

/** Whether the declarations of a package are those of a build with this hash. */
function isWritten(folder, hash) {
  try {
    return hash !== '' && readFileSync(hashFile(folder), 'utf8') === hash;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = resolve('.');
  // `scripts/build.mjs` may have written them, with those of other packages.
  const hash = process.env.TURBO_HASH ?? '';
  if (!isWritten(folder, hash)) writeDeclarations(new Map([[folder, hash]]));
  // A file that an earlier build has left would be published.
  rmSync('dist', { recursive: true, force: true });
}
