import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { said } from '../../test/unprivileged.ts';

const PROGRAM = `
const [library, basePath] = process.argv.slice(1);
const { Keystore } = await import(library);
const keystore = new Keystore({ basePath });
const config = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' };
const has = await keystore.hasKeychain();
const { code, hint } = await keystore.saveConfig(config, { apiKeyIn: 'keychain' }).catch((error) => error);
const before = await keystore.loadConfig();
await keystore.saveConfig(config);
process.stdout.write(JSON.stringify({ has, code, hint, before, after: await keystore.loadConfig() }));
`;

const MANY_FILES = `
import { openSync } from 'node:fs';
const [library, basePath] = process.argv.slice(1);
const { Keystore } = await import(library);
const keystore = new Keystore({ basePath });
try {
  for (;;) openSync('/dev/null');
} catch {}
process.stdout.write(JSON.stringify(await keystore.hasKeychain()));
`;

// Windows has no such limit.
test.skipIf(process.platform === 'win32')(
  'error: a process with too many open files has no keychain, and goes on',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'many-'));
    try {
      const library = pathToFileURL(await bundleWorker('../src/index.ts', folder)).href;
      // Only found, never loaded: its process does not start.
      const installed = join(folder, 'node_modules/@napi-rs/keyring');
      await mkdir(installed, { recursive: true });
      await writeFile(join(installed, 'index.js'), '');
      const node = [process.execPath, '--input-type=module', '-e', MANY_FILES, library, join(folder, '.os1')];
      expect(await said(['/bin/sh', '-c', 'ulimit -n 100; exec "$@"', 'sh', ...node])).toBe(false);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test('behavior: works without a keychain when the optional package is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'without-'));
  try {
    // Far from everything that is installed here, also by way of the variable that pnpm sets.
    const library = pathToFileURL(await bundleWorker('../src/index.ts', folder)).href;
    const node = ['env', '-u', 'NODE_PATH', process.execPath, '--input-type=module', '-e'];
    expect(await said([...node, PROGRAM, library, join(folder, '.os1')])).toEqual({
      has: false,
      before: {},
      code: 'keychain_failed',
      hint: expect.stringContaining('npm install @napi-rs/keyring'),
      after: { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
