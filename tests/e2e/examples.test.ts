import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/sdk';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, run, tsx } from './mi.ts';
import { root } from './snippets.ts';

const folder = join(root, 'examples');
/** An office of another user. */
const OTHER = '0f2c1a7d-0b7e-4c0e-9a53-1f0c6d1e8a22';
let emulator: Emulator;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-examples-'));
  emulator = await startEmulator({
    seed: {
      users: [{ email: 'ada@example.com' }],
      offices: [
        { name: 'acme', agents: [{ name: 'aria' }, { name: 'silent', phase: 'suspended' }] },
        { name: 'lab', id: OTHER, owner: 'ada@example.com' },
      ],
    },
  });
  const { endpoint, dashboardEndpoint, apiKey, seeded } = emulator;
  const office = seeded.offices['acme']?.id ?? '';
  const keystore = new Keystore({ basePath: join(home, '.os1') });
  await keystore.saveConfig({ endpoint, dashboardEndpoint, apiKey });
  await keystore.storePrivateKey(office, 'aria', emulator.agentKey(office, 'aria'));
});

afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

const example = (name: string, ...args: string[]): Promise<Ended> =>
  run(process.execPath, [...tsx, join(folder, `${name}.ts`), ...args], { home, timeout: 100_000 });

test.each([
  ['recipe-list-agents', [], /\[acme\] 2 agents\n - aria \(ready\)/],
  ['recipe-stream-messages', [], /^aria aria here\. You said: Tell me when you are done\./],
  ['recipe-act-as-agent', [], /^the office has the event ready\n$/],
  ['recipe-tail-logs', ['3'], /aria/],
  ['recipe-raw-call', [], /^the task is queued\n$/],
  ['faq-silent-agent', [], /^capabilities: none\nsent\n$/],
  ['faq-errors', [OTHER], /^401 .*mi login[\s\S]*\n403 \w+\n429 true\nqueued for aria\n$/],
])('default: %s runs', async (name, args, output) => {
  const ended = await example(name, ...args);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(output);
});

test('default: faq-browser runs as a browser loads it', async () => {
  const outfile = join(home, 'page.mjs');
  const { metafile } = await build({
    entryPoints: [join(folder, 'faq-browser.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    outfile,
  });
  expect(Object.keys(metafile.inputs).filter((input) => input.startsWith('node:'))).toEqual([]);
  const { show } = await import(pathToFileURL(outfile).href);
  expect(await show(emulator.endpoint, emulator.apiKey)).toEqual(['acme']);
});

test.each(['chat-bridge', 'cron-report', 'express-server', 'upload-folder'])(
  'error: %s says in a sentence that it needs an office',
  async (name) => {
    const { code, stdout, stderr } = await example(name);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Set [^\n]*MITOSIS_OFFICE[^\n]*`mi offices list`[^\n]*\n$/);
  },
);

test('behavior: the list of examples has each of them', async () => {
  const list = await readFile(join(folder, 'README.md'), 'utf8');
  const listed = [...list.matchAll(/\]\(((?!\.\.)[\w./-]+)\)/g)].map(([, name = '']) => name);
  const files = (await readdir(folder)).filter(
    (name) => !/^(node_modules|package\.json|tsconfig\.json|README\.md|\..*)$/.test(name),
  );
  expect(files.filter((name) => !listed.some((one) => one === name || one.startsWith(`${name}/`)))).toEqual(
    [],
  );
});
