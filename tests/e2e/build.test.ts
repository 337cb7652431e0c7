import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { root } from './snippets.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'mitosis-build-test-'));
  return () => rm(workspace, { recursive: true });
});

/** Writes a workspace of one package, whose build writes one file, named by `src/name`. */
async function writeWorkspace(): Promise<void> {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const build = 'n=$(cat src/name) && rm -rf dist && mkdir -p dist/$n && echo 1 > dist/$n/index.js';
  const turbo = { tasks: { build: { inputs: ['src/**'], outputs: ['dist/**'] } } };
  const files = {
    'package.json': JSON.stringify({ name: 'all', private: true, packageManager }),
    'pnpm-workspace.yaml': 'packages: [packages/*]\n',
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/one: {}\n",
    'turbo.json': JSON.stringify(turbo),
    'packages/one/package.json': JSON.stringify({ name: 'one', private: true, scripts: { build } }),
  };
  await mkdir(join(workspace, 'packages/one/src'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(workspace, name), text);
}

/** Builds the package with a source, and lists what is in its `dist`. */
async function build(name: string): Promise<string[]> {
  await writeFile(join(workspace, 'packages/one/src/name'), name);
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: workspace, env });
  return readdir(join(workspace, 'packages/one/dist'), { recursive: true });
}

test('behavior: a build that is restored from the cache leaves nothing of the one before', async () => {
  await writeWorkspace();
  const earlier = ['earlier', 'earlier/index.js'];
  expect(await build('earlier')).toEqual(earlier);
  expect(await build('later')).toEqual(['later', 'later/index.js']);
  expect(await build('earlier')).toEqual(earlier);
  // Nothing to restore, but something too much.
  await writeFile(join(workspace, 'packages/one/dist/other.js'), '');
  expect(await build('earlier')).toEqual(earlier);
});
