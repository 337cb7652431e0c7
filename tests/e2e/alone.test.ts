import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { firstUse } from '../installs/firstUse.ts';
import { type SignedInUser, startUser } from '../installs/startUser.ts';
import { installPacked, packages } from '../runtimes/installPacked.ts';
import { npmCache } from '../runtimes/npmCache.ts';
import { run } from './mi.ts';
import { root } from './snippets.ts';

// Other package managers and versions of Node are in `pnpm matrix`. Here all projects are of one workspace: one install.
let workspace: string;
let home: string;
let user: SignedInUser;
let programs: Map<string, string>;

beforeAll(async () => {
  await installPacked();
  const top = inject('packedFolder');
  workspace = join(top, 'alone');
  home = join(top, 'alone-home');
  user = await startUser(home);
  const { devDependencies } = JSON.parse(await readFile(join(root, 'tests/package.json'), 'utf8'));
  programs = new Map();
  for (const name of packages) {
    const { installs, program } = firstUse(name, user);
    const ranges = installs.map((dependency) => [
      dependency,
      // The version that the tests have; `catalog:` is a word of this repository.
      /^\D\d/.test(devDependencies[dependency] ?? '') ? devDependencies[dependency] : '*',
    ]);
    await mkdir(join(workspace, name), { recursive: true });
    const manifest = { name: `user-of-${name}`, private: true, dependencies: Object.fromEntries(ranges) };
    await writeFile(join(workspace, name, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(workspace, name, 'program.mjs'), program);
    programs.set(name, join(workspace, name, 'program.mjs'));
  }
  const tarballs = await Promise.all(
    packages.map(async (name) => {
      const { version } = JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
      return [`@mitosislabs/${name}`, `file:${join(top, `mitosislabs-${name}-${version}.tgz`)}`];
    }),
  );
  // Nothing is hoisted: a package finds only what it depends on.
  const settings = { packages: ['*'], overrides: Object.fromEntries(tarballs), hoist: false };
  await writeFile(join(workspace, 'pnpm-workspace.yaml'), JSON.stringify(settings));
  await writeFile(join(workspace, 'package.json'), JSON.stringify({ private: true }));
  const args = ['-y', 'pnpm@10', 'install', '--prefer-offline', '--ignore-scripts'];
  const installed = await run('npx', args, { home, cwd: workspace, env: await npmCache() });
  expect(installed, installed.stdout).toMatchObject({ code: 0 });
  return () => user.close();
});

test.each(packages)(
  'default: %s works alone, by what its README says first, where nothing is hoisted',
  async (name) => {
    const { endpoint, dashboardEndpoint, apiKey } = user;
    const ended = await run(process.execPath, [programs.get(name) ?? ''], {
      home,
      cwd: join(workspace, name),
      env: {
        MITOSIS_ENDPOINT: endpoint,
        MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
        MITOSIS_API_KEY: apiKey,
      },
    });
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
  },
);
