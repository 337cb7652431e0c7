import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { isMissing } from '@mitosislabs/tooling/programs';
import { beforeAll, expect, test } from 'vitest';
import { fetchRuntime } from '../runtimes/fetchRuntime.ts';
import { copyInstalled, installPacked, packages } from '../runtimes/installPacked.ts';
import { type Ended, run } from './mi.ts';
import { root } from './snippets.ts';

/** The most packages and bytes of an installation of the umbrella. */
const MOST_PACKAGES = 12;
const MOST_BYTES = 7_000_000;

let folder: string;
let entries: string[];

beforeAll(async () => {
  ({ folder, entries } = await installPacked());
});

async function bytesIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const stats = await Promise.all(files.map((entry) => stat(join(entry.parentPath, entry.name))));
  return stats.reduce((sum, { size }) => sum + size, 0);
}

/** The entries of the packages that a version of Node can run, by the `engines` that are published. */
async function entriesFor(version: string): Promise<string[]> {
  const runs = await Promise.all(
    packages.map(async (name) => {
      const { engines, publishConfig } = JSON.parse(
        await readFile(join(root, 'packages', name, 'package.json'), 'utf8'),
      ) as {
        engines: { node: string };
        publishConfig: { engines?: { node: string } };
      };
      const oldest = /^>=(\d+)$/.exec((publishConfig.engines ?? engines).node)?.[1];
      return Number(version) >= Number(oldest) ? [`@mitosislabs/${name}`] : [];
    }),
  );
  const names = new Set(runs.flat());
  return entries.filter((entry) => names.has(entry.split('/').slice(0, 2).join('/')));
}

/** The entries that CommonJS can load: from Node 22, all but the one that waits at its top level. */
async function requirableFor(version: string): Promise<string[]> {
  if (Number(version) < 22) return [];
  return (await entriesFor(version)).filter((entry) => entry !== '@mitosislabs/otel/register');
}

const node = async (version: string, ...args: string[]): Promise<Ended> =>
  run(await fetchRuntime(`node@${version}`), args, { home: folder });

for (const version of ['18', '20', '22', '24', '26']) {
  test.skipIf(version === '26' && isMissing('node26'))(
    `behavior: every entry for Node ${version} loads there, by require() too from 22, and the library works`,
    async () => {
      await using emulator = await startEmulator({ readyAfterMs: 50 });
      const { endpoint, dashboardEndpoint, apiKey } = emulator;
      await writeFile(
        join(folder, 'check.mjs'),
        `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
for (const entry of ${JSON.stringify(await requirableFor(version))}) require(entry);
for (const entry of ${JSON.stringify(await entriesFor(version))}) await import(entry);
const { MitosisClient, generateKeyPair, NotFoundError } = await import('@mitosislabs/sdk');
const mi = new MitosisClient(${JSON.stringify({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' })});
const office = await mi.offices.create({ name: 'packed', forceCreate: true });
const { publicKey, privateKey } = generateKeyPair();
await mi.employees.hire(office.id, { name: 'aria', customConfig: { publicKey } });
const aria = new MitosisClient({ endpoint: ${JSON.stringify(endpoint)}, validate: 'strict', agent: { agentId: 'aria', signingKey: privateKey } });
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
}

test('behavior: `mi` is there after installing the umbrella, and says its version', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as {
    version: string;
  };
  const ended = await run('npx', ['mi', '--version'], { home: folder });
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toContain(version);
});

test('behavior: nothing but what users need is published', async () => {
  for (const name of packages) {
    const files = await readdir(join(folder, 'node_modules/@mitosislabs', name), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']));
    expect(
      files.filter((file) => /\.test(-d)?\.|fixtures|tsconfig|tsup|\.turbo|node_modules/.test(file)),
    ).toEqual([]);
  }
});

test('behavior: mi holds the licenses of all code of others that it bundles', async () => {
  const path = join(folder, 'node_modules/@mitosislabs/cli/dist/THIRD_PARTY_NOTICES.txt');
  const sections = (await readFile(path, 'utf8')).split(`\n${'-'.repeat(80)}\n\n`).slice(1);
  const found = new Map(
    sections.map((section) => {
      const [, title = '', license = '', text = ''] = /^([^\n]+) \(([^\n]+)\)\n\n(.*)$/s.exec(section) ?? [];
      return [title.replace(/ [\d.a-z-]+$|,.*/i, ''), { license, text }] as const;
    }),
  );
  const sources = join(root, 'packages/cli/src');
  const names = (await readdir(sources, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(sources, name), 'utf8')));
  const imported = texts
    .flatMap((text) => [...text.matchAll(/(?:from |import\()'((?:@[\w-]+\/)?[\w-]+)/g)])
    .map(([, name = '']) => name)
    .filter((name) => name !== 'node' && !name.startsWith('@mitosislabs/'));
  // The packages that those and ours depend on, and what WebAssembly is compiled from.
  const indirect = ['typanion', 'hono', '@noble/secp256k1', '@noble/hashes', 'jq', 'oniguruma', 'sqlite'];
  expect([...found.keys()]).toEqual(expect.arrayContaining([...new Set(imported), ...indirect]));
  for (const [name, { license, text }] of found) {
    expect([name, license]).toEqual([
      name,
      expect.stringMatching(/^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|blessing)$/),
    ]);
    if (name !== 'sqlite') expect([name, text]).toEqual([name, expect.stringMatching(/copyright.{300}/is)]);
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
  // The library and `mi`, beside the keychain's native code.
  expect(seen.size).toBeLessThanOrEqual(MOST_PACKAGES);
  const sizes = await Promise.all([...seen].map((name) => bytesIn(join(folder, 'node_modules', name))));
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(MOST_BYTES);
});

test('behavior: every error of another copy of the packages is of the same classes here, and of no others', async () => {
  const copy = await copyInstalled('copy');
  const args = [join(root, 'tests/runtimes/copies.mjs'), folder, copy, ...entries];
  const ended = await run(process.execPath, args, { home: folder });
  expect(ended.stderr).toBe('');
  const { classes, problems } = JSON.parse(ended.stdout) as { classes: string[]; problems: string[] };
  expect(problems).toEqual([]);
  expect(classes).toEqual(
    expect.arrayContaining([
      ...['MitosisError', 'InvalidArgumentError', 'InvalidTokenError', 'KeystoreError', 'SessionError'],
      ...['AgentNotReadyError', 'WaitTimeoutError', 'OS1Error', 'NotFoundError', 'ConnectionError'],
    ]),
  );
});
