import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const packages = readdirSync(new URL('packages', import.meta.url));
const conditions = ['@mitosislabs/source'];
/** Packages whose code creates API groups itself, so that tests cannot pass `validate` to them. */
const MAKES_GROUPS = ['agent', 'cli', 'emulator', 'mcp', 'serve'];
const strictAnswers = fileURLToPath(new URL('tests/support/strictAnswers.ts', import.meta.url));
// Workspace packages resolve to their sources, as in tsconfig.base.json.
const source = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };
/** Packages whose test files share processes, so that each module is loaded once. They pass in any order. */
const SHARES_PROCESSES = ['agent', 'auth'];
/** A test file with one of these changes what other files would see, and gets a process of its own (decision 0081). */
const CHANGES_PROCESS =
  /vi\.(mock|doMock|spyOn|stubGlobal|stubEnv|useFakeTimers|resetModules)|startPlanted|process\.(chdir|umask|on)\(|process\.env\S* = |globalThis\S* = |Reflect\.\w+\(globalThis/;
const unchanged = fileURLToPath(new URL('tests/support/unchangedProcess.ts', import.meta.url));
const packageProjects = packages.map((name) => {
  const root = `packages/${name}`;
  const files = ['src', 'dashboard'].flatMap((folder) => testFiles(join(root, folder), folder));
  const isShared = SHARES_PROCESSES.includes(name);
  const alone = files.filter(
    (file) => isShared && CHANGES_PROCESS.test(readFileSync(join(root, file), 'utf8')),
  );
  const strict = MAKES_GROUPS.includes(name) ? [strictAnswers] : [];
  const test = {
    root,
    // A test that waits for a server has time for it while others keep the cores busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    // Its `main` names no extension: outside of Node it would be taken for a module that imports folders.
    server: { deps: { inline: ['clipanion'] } },
  };
  const include = ['src/**/*.test.ts', 'dashboard/**/*.test.ts'];
  const others = `${name}:alone`;
  const addOthers: Plugin = {
    name: 'files-alone',
    async configureVitest({ vitest, injectTestProjects }) {
      // `--project api` means both.
      if (vitest.config.project.length > 0) vitest.config.project.push(others);
      await injectTestProjects({
        ...source,
        test: { ...test, name: others, include: alone, setupFiles: strict },
      });
    },
  };
  return {
    ...source,
    plugins: alone.length > 0 ? [addOthers] : [],
    test: {
      ...test,
      name,
      include,
      exclude: alone,
      isolate: !isShared,
      setupFiles: [...strict, ...(isShared ? [unchanged] : [])],
    },
  };
});

/** The test files below a folder, relative to that folder's parent. */
function testFiles(path: string, name: string): string[] {
  const folder = new URL(path, import.meta.url);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${name}/${file}`);
}

export default defineConfig({
  test: {
    // Many tests wait for a server, a time or a process. Two cores carry three workers: 415 s in place of 620.
    maxWorkers: Math.max(3, availableParallelism()),
    projects: [
      ...packageProjects,
      // These run the built packages: no source condition.
      {
        test: {
          name: 'e2e',
          root: 'tests',
          include: ['e2e/**/*.test.ts', 'dropIn/**/*.test.ts'],
          globalSetup: [fileURLToPath(new URL('tests/runtimes/packedFolder.ts', import.meta.url))],
          // Each of these runs a runtime beside its emulator.
          maxConcurrency: 3,
          testTimeout: 300_000,
          expect: { poll: { timeout: 120_000 } },
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
