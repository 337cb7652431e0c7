// Changes one line at a time, and looks whether a test fails: `pnpm mutants`.
import { scopes } from './scopes.mjs';

const name = process.env.MUTANTS_OF ?? 'auth';
const files = (patterns) =>
  patterns.map((pattern) => `packages/${scopes[name].package ?? name}/src/${pattern}`);

export default {
  mutate: [
    ...files(scopes[name].sources),
    ...files([...(scopes[name].except ?? []), '**/*.test.ts', '**/*.test-d.ts', '**/testing/**']).map(
      (pattern) => `!${pattern}`,
    ),
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tests/mutants/vitest.config.mjs', related: false },
  coverageAnalysis: 'perTest',
  // Constants are read once, before a mutant can be switched on: each of these would need all tests again.
  ignoreStatic: true,
  // Texts for people are not compared word for word.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: [
    '**/dist',
    '**/.turbo',
    'docs',
    'reports',
    '.changeset',
    'examples',
    'derive',
    'tests/e2e',
  ],
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: `reports/mutants/${name}.json` },
  tempDirName: '.stryker-tmp',
  concurrency: 2,
  timeoutMS: 20_000,
  thresholds: { high: 95, low: 85, break: 85 },
};
