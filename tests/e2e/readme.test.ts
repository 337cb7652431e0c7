import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { Keystore, MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { miFile, run } from './mi.ts';
import { documents, readmeSnippets, root } from './snippets.ts';

const folder = join(root, 'tests/.readme');
let emulator: Emulator;
let home: string;
let office: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
  home = await mkdtemp(join(tmpdir(), 'mitosis-readme-'));
  await mkdir(folder, { recursive: true });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' });
  // Each guide hires agents of its own.
  await emulator.control.setLimits({ hireLimit: { count: 1000, windowMs: 60_000 } });
  office = (await client.offices.create({ name: 'acme', forceCreate: true })).id;
  await client.employees.hire(office, { name: 'aria' });
  await client.files.upload(office, 'report.md', new TextEncoder().encode('# Report\n'));
  const keystore = new Keystore({ basePath: join(home, '.os1') });
  await keystore.saveConfig({ endpoint, dashboardEndpoint, apiKey });
  await keystore.storePrivateKey(office, 'aria', emulator.agentKey(office, 'aria'));
});

afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

test.each(documents)('default: the examples of %s run', async (file) => {
  const { endpoint, dashboardEndpoint } = emulator;
  const snippets = await readmeSnippets(file);
  expect(snippets.length).toBeGreaterThan(0);
  for (const [index, { code, where }] of snippets.entries()) {
    const script = join(folder, `${file.replaceAll('/', '-')}-${index}.ts`);
    // The values that a reader fills in: the endpoint, the key, and an office.
    const filled = code
      .replaceAll(
        "endpoint: 'http://localhost:8080'",
        JSON.stringify({ endpoint, dashboardEndpoint }).slice(1, -1),
      )
      .replaceAll('http://localhost:8080', endpoint)
      .replaceAll('http://localhost:3000', dashboardEndpoint)
      .replaceAll('mi_example', emulator.apiKey)
      .replaceAll('office-id', office);
    await writeFile(script, `${filled}\nexport {};\n`);
    const ended = await run(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), script], {
      home,
    });
    expect({ where, ...ended }).toMatchObject({ where, code: 0, stderr: '' });
  }
});

test.each(documents.filter((file) => file === 'docs/guides/testing.md'))(
  'default: the command lines of %s run',
  async (file) => {
    const bin = join(home, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'mi'), `#!/bin/sh\nexec "${process.execPath}" "${miFile}" "$@"\n`, {
      mode: 0o755,
    });
    const snippets = await readmeSnippets(file, 'sh');
    expect(snippets.length).toBeGreaterThan(0);
    for (const { code, where } of snippets) {
      // Installing needs a registry; the packed packages are installed elsewhere.
      const lines = code.replaceAll('office-id', office).replace(/^npm install .*\n/gm, '');
      const PATH = `${bin}:${process.env['PATH']}`;
      const ended = await run('sh', ['-e', '-c', lines], { home, env: { PATH } });
      expect({ where, ...ended }).toMatchObject({ where, code: 0, stderr: '' });
    }
  },
);
