import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deno-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each<[permissions: string[], told: object]>([
  [
    [],
    {
      code: 'write_failed',
      message: expect.stringContaining('Deno was not given the permission --allow-sys'),
      hint: 'Run Deno with --allow-sys=hostname,uid,homedir.',
    },
  ],
  [['--allow-sys=hostname,uid,homedir'], { saved: true }],
])(
  'behavior: names the missing permissions of Deno: %j',
  async (permissions, told) => {
    const allowed = ['--no-prompt', '--allow-read', '--allow-write', '--allow-env', ...permissions];
    const deno = spawn('npx', ['-y', 'deno@2', 'run', '--conditions=@mitosislabs/source', ...allowed, '-'], {
      // Where Deno finds the dependencies of the sources.
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    deno.stdin.end(`import { Keystore } from '@mitosislabs/keystore';
const keystore = new Keystore({ basePath: ${JSON.stringify(join(folder, `store-${permissions.length}`))} });
try {
  await keystore.saveConfig({ endpoint: 'http://localhost:1', apiKey: 'mi_x' });
  console.log(JSON.stringify({ saved: true }));
} catch ({ code, message, hint }) {
  console.log(JSON.stringify({ code, message, hint }));
}`);
    expect(JSON.parse(await text(deno.stdout))).toEqual(told);
    // The first time Deno is fetched from npm.
  },
  150_000,
);
