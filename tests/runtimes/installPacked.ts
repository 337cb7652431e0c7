import { readdirSync } from 'node:fs';
import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject } from 'vitest';
import { run } from '../e2e/mi.ts';
import { root } from '../e2e/snippets.ts';
import { npmCache } from './npmCache.ts';

/** Folders of the published packages. */
export const packages = readdirSync(join(root, 'packages'));

/** The folder of a user who has installed everything that is published. */
export interface Packed {
  /** The folder, with `node_modules`. */
  folder: string;
  /** Everything that can be imported, such as `@mitosislabs/api/offices`. */
  entries: string[];
}

/**
 * Packs all packages and installs the tarballs, as a user gets them. Once a run: the first test file that asks does the
 * work, others wait for it.
 */
export async function installPacked(): Promise<Packed> {
  const top = inject('packedFolder');
  const [folder, done, failed] = ['user', 'done', 'failed'].map((name) => join(top, name)) as [
    string,
    string,
    string,
  ];
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await pack(top);
      await install(folder);
      await writeFile(done, '');
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
  }
  while (!(await exists(done))) {
    if (await exists(failed))
      throw new Error(`The packages could not be installed: ${await readFile(failed, 'utf8')}`);
    await sleep(100);
  }
  const entries: string[] = [];
  for (const name of packages) {
    const { exports } = await manifestOf(name);
    // An entry that is plain text is no library: package.json, and the command line's front.
    for (const [path, entry] of Object.entries(exports)) {
      // Vitest is an optional peer, which runs the file.
      if (typeof entry !== 'string' && path !== './vitest')
        entries.push(`@mitosislabs/${name}${path.slice(1)}`);
    }
  }
  return { folder, entries };
}

/** Copies what {@link installPacked} has installed into another folder, which npm can go on with. */
export async function copyInstalled(name: string): Promise<string> {
  const { folder: installed } = await installPacked();
  const folder = join(inject('packedFolder'), name);
  // Not what other tests have written there, nor the caches of their tools.
  const isInstalled = (path: string) => !/\/node_modules\/\.(?!bin$|package-lock\.json$)[^/]*$/.test(path);
  for (const part of ['node_modules', 'package.json', 'package-lock.json'])
    await cp(join(installed, part), join(folder, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isInstalled,
    });
  return folder;
}

async function pack(top: string): Promise<void> {
  const args = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', top];
  expect(await run('pnpm', args, { home: top, cwd: root })).toMatchObject({ code: 0 });
}

async function install(folder: string): Promise<void> {
  const tarballs: Record<string, string> = {};
  for (const name of packages) {
    const { version } = await manifestOf(name);
    tarballs[`@mitosislabs/${name}`] = `file:../mitosislabs-${name}-${version}.tgz`;
  }
  const manifest = {
    name: 'user',
    private: true,
    type: 'module',
    dependencies: tarballs,
    overrides: tarballs,
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  const installed = await run('npm', args, { home: folder, env: await npmCache() });
  expect(installed).toMatchObject({ code: 0 });
  await cp(join(root, 'tests/runtimes/suite'), folder, { recursive: true });
}

async function manifestOf(name: string): Promise<{ version: string; exports: Record<string, unknown> }> {
  return JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
