import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, requireProgram } from '@mitosislabs/tooling/programs';
import { beforeAll, expect, test } from 'vitest';
import { fetchRuntime } from '../runtimes/fetchRuntime.ts';
import { copyInstalled } from '../runtimes/installPacked.ts';
import { npmCache } from '../runtimes/npmCache.ts';
import { readPage } from './docs/readPage.ts';
import { type Ended, run } from './mi.ts';
import { root } from './snippets.ts';

/** The documents whose tests are run as files. The first line of each names its file. */
const DOCUMENTS = ['packages/emulator/README.md', 'docs/guides/testing.md'];

/** A user's folder: the packed packages, the oldest Vitest that is supported, Playwright, and the documented tests. */
let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await copyInstalled('runners');
  await install('vitest@~3.2.0', '@playwright/test@^1.65.1');
  const blocks = DOCUMENTS.flatMap((file) => readPage(file).blocks);
  const snippets = blocks.filter(({ language }) => language === 'js');
  files = snippets.map(({ code }) => /^\/\/ ([\w-]+\.(?:test|spec)\.js)\n/.exec(code)?.[1] ?? '');
  expect(files).not.toContain('');
  for (const [index, { code }] of snippets.entries()) await writeFile(join(folder, files[index] ?? ''), code);
  await cp(join(root, 'tests/runners'), folder, { recursive: true });
});

/** Installs packages beside those of ours, without a browser. */
async function install(...packages: string[]): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--save-dev'];
  expect(await run('npm', [...args, ...packages], { home: folder, env: await npmCache() })).toMatchObject({
    code: 0,
  });
}

/** Runs a program of the folder to its end. */
async function runIn(program: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return run(program, args, {
    home: folder,
    cwd: folder,
    env: { NO_COLOR: '1', ...(await npmCache()), ...env },
  });
}

/** The documented tests that import a module. */
async function documented(module: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of files)
    if ((await readFile(join(folder, file), 'utf8')).includes(`'${module}'`)) found.push(file);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

test.each(['3.2', '4.1'])(
  'behavior: Vitest %s runs the documented tests and those of the fixtures',
  async (version) => {
    if (!version.startsWith('3')) await install(`vitest@~${version}.0`);
    const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
    const { version: installed } = JSON.parse(
      await readFile(join(folder, 'node_modules/vitest/package.json'), 'utf8'),
    );
    expect(installed.startsWith(`${version}.`)).toBe(true);
    const own = await runIn(process.execPath, [vitest, 'run', ...(await documented('vitest'))]);
    expect(own.code, own.stdout + own.stderr).toBe(0);
    // Vitest 3.2 does not repeat tests that have fixtures.
    const good = ['run', '--root', 'vitest', 'good', '-t', '^(?!.*is tried again)'];
    const fixtures = await runIn(process.execPath, [vitest, ...good]);
    expect(fixtures.code, fixtures.stdout + fixtures.stderr).toBe(0);
    const bad = await runIn(process.execPath, [vitest, 'run', '--root', 'vitest', 'bad']);
    expect(bad.stdout).toContain('6 failed | 3 passed');
  },
);

test('behavior: the test runner of Node runs the tests of the fixtures', async () => {
  const { code, stdout } = await runIn(process.execPath, ['--test', '--test-reporter=tap', 'node/good.mjs']);
  expect(code, stdout).toBe(0);
  expect(stdout).toMatch(/^# pass 11$/m);
});

test.skipIf(isMissing('chromium'))(
  'behavior: Playwright runs the documented test, with the Chromium of the system',
  async () => {
    const specs = await documented('@playwright/test');
    const config = ['--config', 'playwright.config.mjs'];
    await symlink(join(folder, 'playwright/playwright.config.mjs'), join(folder, 'playwright.config.mjs'));
    const cli = join(folder, 'node_modules/@playwright/test/cli.js');
    const ended = await runIn(process.execPath, [cli, 'test', ...config, ...specs], {
      CHROMIUM: requireProgram('chromium'),
    });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toContain('1 passed');
  },
);

test('behavior: Bun runs the documented test beside mi dev', async () => {
  const tests = (await documented('bun:test')).map((file) => `./${file}`);
  const ended = await runIn(await fetchRuntime('bun@1'), ['test', '--timeout', '120000', ...tests]);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(ended.stderr).toContain('1 pass');
});
