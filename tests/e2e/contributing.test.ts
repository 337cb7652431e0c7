import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packages, root } from './snippets.ts';

const run = promisify(execFile);
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'mitosis-contributing-'));
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
  const files = stdout.split('\0').filter((file) => file !== '' && !file.startsWith('tests/vectors/'));
  const folders = new Set(files.filter((file) => file.endsWith('package.json')).map((file) => dirname(file)));
  for (const file of files) await cp(join(root, file), join(copy, file)).catch(ignoreMissing);
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  // Relative links: those to the packages lead into the copy.
  for (const folder of folders) {
    const modules = join(folder, 'node_modules');
    if (folder === '.') continue;
    await cp(join(root, modules), join(copy, modules), { recursive: true, verbatimSymlinks: true }).catch(
      ignoreMissing,
    );
  }
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** A file that is deleted but not committed, or a package without dependencies. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** The edits of the example: each diff with the file that is named before it. */
async function edits(): Promise<{ file: string; diff: string[] }[]> {
  const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, section = ''] = /## Add an endpoint\n([\s\S]*?)\n## /.exec(text) ?? [];
  let file = '';
  const found: { file: string; diff: string[] }[] = [];
  for (const [, name, diff] of section.matchAll(/`(packages\/[^`]+\.ts)`|```diff\n([\s\S]*?)```/g)) {
    if (name) file = name;
    else
      found.push({
        file,
        diff: (diff ?? '')
          .trimEnd()
          .split('\n')
          .map((line) => line.slice(3)),
      });
  }
  return found;
}

/** Applies a diff of additions: its context must be in the file once. */
function applied(source: string, diff: readonly string[]): string {
  const context = diff.filter((line) => line.startsWith(' ')).map((line) => `${line.slice(1)}\n`);
  const parts = source.split(context.join(''));
  if (parts.length !== 2)
    throw new Error(`The context is in the file ${parts.length - 1} times:\n${context.join('')}`);
  return parts.join(diff.map((line) => `${line.slice(1)}\n`).join(''));
}

/** Runs a program in the copy; its failure shows what it printed. Not by pnpm, which would install the copy again. */
async function runInCopy(program: string, ...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
  const options = { cwd: copy, maxBuffer: 2 ** 26, env: { ...env, NO_COLOR: '1' } };
  const { stdout, stderr } = await run(program, args, options).catch((error) => {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout + stderr;
}

const bin = (name: string): string => join('node_modules', '.bin', name);
const typecheck = (name: string): Promise<string> =>
  runInCopy(join('packages', name, bin('tsc')), '-p', join('packages', name), '--singleThreaded');
const derive = (...args: string[]): Promise<string> =>
  runInCopy('node', '--conditions=@mitosislabs/source', '--import', 'tsx', 'derive/derive.ts', ...args);

/** The packages that `api` and `emulator` import. */
const IMPORTED = ['agent', 'api', 'auth', 'emulator', 'transport', 'xmtp'];

/** Lints folders of `api` and `emulator`. Biome also reads all that it may, for rules that follow imports: here, {@link IMPORTED}. */
async function lint(...folders: string[]): Promise<void> {
  const file = join(copy, 'biome.json');
  const config = JSON.parse(await readFile(file, 'utf8'));
  const others = [
    ...(await readdir(copy)).filter((name) => name !== 'packages' && !name.includes('.')),
    ...packages.filter((name) => !IMPORTED.includes(name)).map((name) => `packages/${name}`),
  ];
  config.files.includes.push(...others.map((folder) => `!!${folder}`));
  await writeFile(file, JSON.stringify(config));
  await runInCopy(bin('biome'), 'check', '--vcs-enabled=false', ...folders);
}

test('default: an endpoint is added in three files, as CONTRIBUTING says', { timeout: 600_000 }, async () => {
  const steps = await edits();
  expect(new Set(steps.map(({ file }) => file)).size).toBe(3);
  for (const { file, diff } of steps.slice(0, 1)) await edit(file, diff);
  // The contract alone: the class does not cover it.
  await expect(typecheck('api')).rejects.toThrow("Property 'history' is missing");
  for (const { file, diff } of steps.slice(1)) await edit(file, diff);
  expect(await derive()).toMatch(/^written:$/m);
  // Nothing is left to write, also of what is derived from what was written.
  expect(await derive('--check')).toBe('everything is up to date\n');
  const commands = await readFile(join(copy, 'packages/cli/src/dispatch/commandTable.json'), 'utf8');
  expect(commands).toContain('"path":"tasks history"');
  await lint('packages/api/src', 'packages/emulator/src/handlers');
  await typecheck('api');
  await typecheck('emulator');
  const files = [
    'src/index.test',
    'conformance',
    'contract.test',
    'signatures',
    'everyOperation',
    'refusals',
    'authorize',
  ];
  const tests = await runInCopy(
    bin('vitest'),
    ...['run', '--project', 'api', '--project', 'emulator', ...files, '--typecheck.enabled=false'],
    ...[
      '--reporter=verbose',
      '-t',
      'tasks.history|has every recorded|the listed names|the index|reserves|recorded one$|everything recorded$|listed operations',
    ],
  );
  expect(tests).toMatch(/✓ .*everyOperation.*tasks\.history'? succeeds/);
  expect(tests).toMatch(/✓ .*conformance.*tasks\.history'? equals the recorded one/);
});

async function edit(file: string, diff: readonly string[]): Promise<void> {
  const path = join(copy, file);
  await writeFile(path, applied(await readFile(path, 'utf8'), diff));
}
