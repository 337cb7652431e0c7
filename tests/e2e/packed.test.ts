import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, run } from './mi.ts';
import { root } from './snippets.ts';

const names = ['auth', 'transport', 'api', 'xmtp', 'keystore', 'emulator', 'cli', 'sdk'];
let folder: string;
let entries: string[];

const node = (version: string, ...args: string[]): Promise<Ended> =>
  run('npx', ['-y', `node@${version}`, ...args], { home: folder });

/** Packs all packages and installs the tarballs, as a user gets them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-packed-'));
  const tarballs: Record<string, string> = {};
  entries = [];
  for (const name of names) {
    const packed = await run('pnpm', ['pack', '--pack-destination', folder], {
      home: folder,
      cwd: join(root, 'packages', name),
    });
    expect(packed).toMatchObject({ code: 0 });
    const { exports, version } = JSON.parse(
      await readFile(join(root, 'packages', name, 'package.json'), 'utf8'),
    ) as {
      exports: Record<string, unknown>;
      version: string;
    };
    tarballs[`@mitosislabs/${name}`] = `file:./mitosislabs-${name}-${version}.tgz`;
    // An entry that is plain text is no library: package.json, and the command line's front.
    for (const [path, entry] of Object.entries(exports)) {
      if (typeof entry !== 'string') entries.push(`@mitosislabs/${name}${path.slice(1)}`);
    }
  }
  const manifest = {
    name: 'user',
    private: true,
    type: 'module',
    dependencies: tarballs,
    overrides: tarballs,
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const installed = await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    home: folder,
  });
  expect(installed).toMatchObject({ code: 0 });
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(['18', '20', '22', '24'])(
  'behavior: every entry imports on Node %s, and the library works',
  async (version) => {
    await using emulator = await startEmulator({ readyAfterMs: 50 });
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    await writeFile(
      join(folder, 'check.mjs'),
      `for (const entry of ${JSON.stringify(entries)}) await import(entry);
const { MitosisClient, generateKeyPair, NotFoundError } = await import('@mitosislabs/sdk');
const mi = new MitosisClient(${JSON.stringify({ endpoint, dashboardEndpoint, apiKey })});
const office = await mi.offices.create({ name: 'packed', forceCreate: true });
const { publicKey, privateKey } = generateKeyPair();
await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
const aria = new MitosisClient({ endpoint: ${JSON.stringify(endpoint)}, agent: { agentId: 'aria', signingKey: privateKey } });
await mi.files.upload(office.id, 'a b.txt', new TextEncoder().encode('hello'));
const error = await mi.offices.get('nowhere').catch((reason) => reason);
console.log(JSON.stringify({
  node: process.versions.node.split('.')[0],
  agent: (await aria.verifyAuth()).ok,
  file: await (await mi.files.download(office.id, 'a b.txt')).text(),
  error: error instanceof NotFoundError && error.status,
}));
await mi.close();
await aria.close();
`,
    );
    const ended = await node(version, 'check.mjs');
    expect(ended.stderr).not.toMatch(/Error/);
    expect(JSON.parse(ended.stdout)).toEqual({ node: version, agent: true, file: 'hello', error: 404 });
  },
);

test('behavior: `mi` is there after installing the umbrella, and says its version', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as {
    version: string;
  };
  const ended = await run('npx', ['mi', '--version'], { home: folder });
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain(version);
});

test('behavior: nothing but what users need is published', async () => {
  for (const name of names) {
    const files = await readdir(join(folder, 'node_modules/@mitosislabs', name), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']));
    expect(
      files.filter((file) => /\.test(-d)?\.|fixtures|tsconfig|tsup|\.turbo|node_modules/.test(file)),
    ).toEqual([]);
  }
});

test('behavior: the libraries pull in no install scripts, and the SDK does not pull in the emulator', async () => {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dependencies?: Record<string, string>; hasInstallScript?: boolean }>;
  };
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const dependency of Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {}))
      visit(dependency);
  };
  visit('@mitosislabs/sdk');
  expect([...seen].filter((name) => /emulator|hono|libsql/.test(name))).toEqual([]);
  expect([...seen].filter((name) => lock.packages[`node_modules/${name}`]?.hasInstallScript)).toEqual([]);
  expect(seen.size).toBeGreaterThan(8);
});
