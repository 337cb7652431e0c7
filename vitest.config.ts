import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = readdirSync(new URL('packages', import.meta.url));
const conditions = ['@mitosislabs/source'];
/** Packages whose code creates API groups itself, so that tests cannot pass `validate` to them. */
const MAKES_GROUPS = ['agent', 'cli', 'emulator', 'mcp', 'serve'];
const strictAnswers = fileURLToPath(new URL('tests/support/strictAnswers.ts', import.meta.url));
// Workspace packages resolve to their sources, as in tsconfig.base.json.
const source = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

export default defineConfig({
  test: {
    // Many tests wait for a server, a time or a process. Two cores carry three workers: 415 s in place of 620.
    maxWorkers: Math.max(3, availableParallelism()),
    projects: [
      ...packages.map((name) => ({
        ...source,
        test: {
          name,
          root: `packages/${name}`,
          include: ['src/**/*.test.ts', 'dashboard/**/*.test.ts'],
          setupFiles: MAKES_GROUPS.includes(name) ? [strictAnswers] : [],
          // A test that waits for a server has time for it while others keep the cores busy.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 120_000 } },
          // Its `main` names no extension: outside of Node it would be taken for a module that imports folders.
          server: { deps: { inline: ['clipanion'] } },
        },
      })),
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
