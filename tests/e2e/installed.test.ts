import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { fetchRuntime } from '../runtimes/fetchRuntime.ts';
import { installPacked } from '../runtimes/installPacked.ts';
import { npmCache } from '../runtimes/npmCache.ts';
import { run } from './mi.ts';
import { root } from './snippets.ts';

/** The limits of a global installation of `mi`: its packages, and its bytes. */
const MOST_PACKAGES = 15;
const MOST_BYTES = 5_000_000;

let tarball: string;
let bun: string;
let cache: Record<string, string>;

beforeAll(async () => {
  await installPacked();
  const top = inject('packedFolder');
  const name = (await readdir(top)).find((file) => /^mitosislabs-cli-.*\.tgz$/.test(file)) ?? '';
  tarball = join(top, name);
  cache = await npmCache();
  bun = await fetchRuntime('bun@1');
});

/** A package that has been installed. */
interface Installed {
  name: string;
  bytes: number;
  scripts: string[];
}

/** Lists the packages in a folder and below it; links are not followed. */
async function packagesIn(folder: string): Promise<Installed[]> {
  const found: Installed[] = [];
  const visit = async (path: string, owner: Installed | undefined): Promise<void> => {
    let current = owner;
    const entries = await readdir(path, { withFileTypes: true });
    if (
      /node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\@.][^/\\]*$/.test(path) &&
      entries.some(({ name }) => name === 'package.json')
    ) {
      const { name, scripts = {} } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
      current = {
        name,
        bytes: 0,
        scripts: Object.keys(scripts).filter((script) => /^(pre|post)?install$/.test(script)),
      };
      found.push(current);
    }
    for (const entry of entries) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) await visit(inside, current);
      else if (entry.isFile() && current) current.bytes += (await lstat(inside)).size;
    }
  };
  await visit(folder, undefined);
  return found;
}

/** The installers: the arguments, the variables, and where `mi` and the packages are then. */
const installers: Record<
  string,
  (home: string) => { args: string[]; env: Record<string, string>; bin: string; packages: string }
> = {
  npm: (home) => ({
    args: [
      'npm',
      'install',
      '--global',
      '--prefix',
      home,
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      tarball,
    ],
    env: {},
    bin: join(home, 'bin/mi'),
    packages: join(home, 'lib'),
  }),
  pnpm: (home) => ({
    args: [
      'npx',
      '-y',
      'pnpm@10',
      'add',
      '--global',
      '--prefer-offline',
      '--store-dir',
      join(home, 'store'),
      tarball,
    ],
    env: { PNPM_HOME: join(home, 'pnpm'), PATH: `${join(home, 'pnpm')}:${process.env['PATH']}` },
    bin: join(home, 'pnpm/mi'),
    packages: join(home, 'pnpm'),
  }),
  bun: (home) => ({
    args: [bun, 'add', '--global', tarball],
    env: { BUN_INSTALL: join(home, 'bun') },
    bin: join(home, 'bun/bin/mi'),
    packages: join(home, 'bun/install/global'),
  }),
};

describe.each(Object.keys(installers))('mi, installed globally by %s', (name) => {
  test('default: few packages, no install scripts, and `mi dev` works', async () => {
    const home = join(inject('packedFolder'), `global-${name}`);
    await mkdir(home);
    const { args: [command = '', ...args] = [], env, bin, packages } = installers[name]?.(home) ?? {};
    const ended = await run(command, args, { home, env: { ...cache, ...env } });
    expect(ended, ended.stderr).toMatchObject({ code: 0 });

    const installed = await packagesIn(packages ?? '');
    const daily = installed.filter(({ name }) => !name.startsWith('@napi-rs/'));
    expect(daily.map(({ name }) => name)).toContain('@mitosislabs/cli');
    expect(installed.length).toBeLessThanOrEqual(MOST_PACKAGES);
    expect(daily.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MOST_BYTES);
    expect(installed.filter(({ scripts }) => scripts.length > 0)).toEqual([]);

    const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8'));
    expect(await run(bin ?? '', ['--version'], { home, env: env ?? {} })).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
    const dev = spawn(
      bin ?? '',
      ['dev', '--json', '--port', '0', '--dashboard-port', '0', '--data', join(home, 'data')],
      {
        cwd: home,
        env: { PATH: process.env['PATH'], HOME: home, MITOSIS_KEYCHAIN: 'off' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = await once(createInterface({ input: dev.stdout }), 'line');
    const { endpoint, dashboardEndpoint, apiKey } = JSON.parse(String(line));
    const platform = {
      MITOSIS_ENDPOINT: endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
      MITOSIS_API_KEY: apiKey,
    };
    const created = await run(bin ?? '', ['offices', 'create', '-n', 'acme', '--json'], {
      home,
      env: { ...env, ...platform },
    });
    expect(JSON.parse(created.stdout)).toMatchObject({ name: 'acme' });
    dev.kill('SIGTERM');
    expect(await once(dev, 'close')).toEqual([0, null]);
  });
});
