import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';
import { LongestFirst } from './tests/support/LongestFirst.ts';

const packages = readdirSync(new URL('packages', import.meta.url));
const conditions = ['@mitosislabs/source'];
/** Packages whose code creates API groups itself, so that tests cannot pass `validate` to them. */
const MAKES_GROUPS = ['agent', 'cli', 'emulator', 'mcp', 'serve'];
/** Packages whose tests write keys that are encrypted with a passphrase. */
const ENCRYPTS = ['cli', 'keystore'];
// Workspace packages resolve to their sources, as in tsconfig.base.json.
const source = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };
/**
 * Test files share processes, so that each module is loaded once. They pass in any order. A file with one of these changes what
 * others would see, and gets a process of its own (decision 0081).
 */
const CHANGES_PROCESS =
  /vi\.(mock|unmock|doMock|spyOn|stubGlobal|stubEnv|useFakeTimers|resetModules)|startPlanted|setTelemetry|startSDK|from 'nock'|process\.(chdir|umask|on)\(|process\.env\S* = |globalThis\S* = |(Reflect|Object)\.\w+\(globalThis/;
const support = (file: string) => fileURLToPath(new URL(`tests/support/${file}`, import.meta.url));
const packageProjects = packages.map((name) => {
  const folders = [`packages/${name}/src`, `packages/${name}/dashboard`];
  const files = folders.flatMap(testFiles);
  const alone = files.filter((file) =>
    CHANGES_PROCESS.test(readFileSync(new URL(file, import.meta.url), 'utf8')),
  );
  const setupFiles = [
    support('quickTests.ts'),
    ...(MAKES_GROUPS.includes(name) ? [support('strictAnswers.ts')] : []),
    ...(ENCRYPTS.includes(name) ? [support('cheapScrypt.ts')] : []),
  ];
  const test = {
    // A test that waits for a server has time for it while others keep the cores busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    // Tests that are concurrent wait for a time, each with a server of its own.
    maxConcurrency: 20,
    // Its `main` names no extension: outside of Node it would be taken for a module that imports folders.
    server: { deps: { inline: ['clipanion'] } },
  };
  const include = folders.map((folder) => `${folder}/**/*.test.ts`);
  const others = `${name}:alone`;
  const addOthers: Plugin = {
    name: 'files-alone',
    // Both have the same cache of modules.
    api: { vitest: { experimental: { ignoreFsModuleCache: true } } },
    async configureVitest({ vitest, injectTestProjects }) {
      // `--project api` means both.
      if (vitest.config.project.length > 0) vitest.config.project.push(others);
      await injectTestProjects({
        ...source,
        test: { ...test, name: others, include: alone, setupFiles },
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
      isolate: false,
      setupFiles: [...setupFiles, support('unchangedProcess.ts')],
    },
  };
});

/** The test files below a folder. */
function testFiles(folder: string): string[] {
  const path = new URL(folder, import.meta.url);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`);
}

/** A compiled module names the files that it imports. Vitest keeps it by its own text, and does not see a change of `exports`. */
function manifestsHash(): string {
  const hash = createHash('sha256');
  const files = ['pnpm-lock.yaml', ...packages.map((name) => `packages/${name}/package.json`)];
  for (const file of files) hash.update(readFileSync(new URL(file, import.meta.url)));
  return hash.digest('hex').slice(0, 16);
}

export default defineConfig({
  test: {
    // Many tests wait for a server, a time or a process. Two cores carry three workers: 415 s in place of 620.
    maxWorkers: Math.max(3, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // A module that is compiled for one project is so for all, and for the next run.
    experimental: { fsModuleCache: true, fsModuleCachePath: `node_modules/.cache/vitest/${manifestsHash()}` },
    projects: [
      ...packageProjects,
      // These run the built packages: no source condition.
      {
        test: {
          name: 'e2e',
          root: 'tests',
          include: ['e2e/**/*.test.ts', 'dropIn/**/*.test.ts'],
          globalSetup: ['packedFolder', 'chromiumServer'].map((name) =>
            fileURLToPath(new URL(`tests/runtimes/${name}.ts`, import.meta.url)),
          ),
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
