import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Ended, run } from './mi.ts';
import { root } from './snippets.ts';

const runners = join(root, 'tests/runners');
const require = createRequire(join(root, 'tests/package.json'));
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');

let home: string | undefined;
afterEach(async () => {
  if (home !== undefined) await rm(home, { recursive: true, force: true });
});

/** Runs a program of a test runner to its end: a handle that stays open would keep it from that. */
async function runNode(args: string[]): Promise<Ended> {
  home ??= await mkdtemp(join(root, 'tests/.runner-home-'));
  return run(process.execPath, args, { home, cwd: runners, env: { NO_COLOR: '1' } });
}

/** Runs test files with Vitest, and gives the state of each test by its name. */
async function runVitest(folder: string, filter: string[] = []) {
  home = await mkdtemp(join(root, 'tests/.runner-home-'));
  const report = join(home, 'report.json');
  const reporters = ['--reporter=json', `--outputFile=${report}`, '--reporter=default'];
  const ended = await runNode([vitest, 'run', '--root', folder, ...reporters, ...filter]);
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
    testResults: { assertionResults: { title: string; status: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const states = new Map(results.map(({ title, status }) => [title, status]));
  return { ...ended, output: ended.stdout + ended.stderr, states };
}

const HANGS = /close timed out|prevents Vite server from exiting|Unhandled/;

test('default: Vitest gives each test the state of the seed, and ends with streams left open', async () => {
  const { code, output, states } = await runVitest(join(runners, 'vitest'), ['good', 'only']);
  expect(code, output).toBe(0);
  expect(output).not.toMatch(HANGS);
  expect(
    [...states]
      .filter(([, state]) => state !== 'passed')
      .map(([title]) => title)
      .sort(),
  ).toEqual(['does not run', 'skipped', 'skips itself']);
});

test('error: Vitest fails tests with unexpected requests, and prints the log without secrets', async () => {
  const { code, output, states } = await runVitest(join(runners, 'vitest'), ['bad']);
  expect(code).toBe(1);
  expect(output).not.toMatch(HANGS);
  for (const [title, state] of states) expect(`${state}: ${title}`).toMatch(/^failed: fails|^passed: passes/);
  expect(states.size).toBe(9);
  expect(output).toContain('The test made a request that failed, and expected none:');
  expect(output).toContain("control.log.expect({ operation: 'tasks.get', status: 404 })");
  expect(output).toContain('Requests of the failed test "fails: with hostile text and a secret"');
  expect(output).toContain('No line of the script matches: the task "Dig" to aria.');
  expect(output).not.toContain('hunter2-canary');
  for (const character of ['\u202e', '\u0007']) expect(output).not.toContain(character);
});

test('behavior: eight files in eight workers of Vitest share no port and no state', async () => {
  const folder = await mkdtemp(join(root, 'tests/.runners-'));
  try {
    const seen = join(folder, 'seen');
    await mkdir(seen);
    await writeFile(
      join(folder, 'vitest.config.mjs'),
      await readFile(join(runners, 'vitest/vitest.config.mjs')),
    );
    const source = await readFile(join(runners, 'vitest/worker.mjs'), 'utf8');
    for (let index = 0; index < 8; index++) await writeFile(join(folder, `${index}.test.mjs`), source);
    const { code, output } = await runVitest(folder);
    expect(code, output).toBe(0);
    expect(output).not.toMatch(HANGS);
    expect(await readdir(seen)).toHaveLength(8);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('default: the test runner of Node gives the same fixtures, also to tests at the same time', async () => {
  const good = await runNode(['--test', '--test-reporter=tap', 'node/good.mjs']);
  expect(good.code, good.stdout + good.stderr).toBe(0);
  expect(good.stdout).toMatch(/^# pass 11$/m);
  const only = await runNode(['--test', '--test-only', '--test-reporter=tap', 'node/only.mjs']);
  expect(only.code, only.stdout + only.stderr).toBe(0);
});

test('error: the test runner of Node fails the same tests', async () => {
  const { code, stdout, stderr } = await runNode(['--test', '--test-reporter=tap', 'node/bad.mjs']);
  const lines = stdout.matchAll(/^ *(ok|not ok) \d+ - (fails|passes)/gm);
  const outcomes = [...lines].map(([, state, name]) => `${state} ${name}`);
  expect(outcomes.sort()).toEqual([...Array(5).fill('not ok fails'), ...Array(2).fill('ok passes')]);
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('Requests of the failed test "fails: its assertion"');
});

test('default: Jest runs tests with an emulator', async () => {
  const jest = require.resolve('jest/bin/jest');
  const { code, stdout, stderr } = await runNode([
    '--experimental-vm-modules',
    jest,
    // Jest's own limit of 5 s is short for a machine that is busy.
    '--testTimeout=120000',
    '--rootDir',
    join(runners, 'jest'),
  ]);
  expect(stdout + stderr).toContain('Tests:       1 failed, 2 passed, 3 total');
  expect(stderr).toContain('Unexpected requests:');
  expect(stderr).not.toContain('did not exit');
  expect(code).toBe(1);
});
