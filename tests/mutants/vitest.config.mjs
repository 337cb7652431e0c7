// The tests that Stryker runs for each mutant: those of one package, from sources.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { scopes } from './scopes.mjs';

const name = process.env.MUTANTS_OF ?? 'auth';
const conditions = ['@mitosislabs/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: fileURLToPath(new URL(`../../packages/${scopes[name].package ?? name}`, import.meta.url)),
    include: scopes[name].tests.map((pattern) => `src/${pattern}`),
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
