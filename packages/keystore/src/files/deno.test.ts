import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '@mitosislabs/tooling/bundleProgram';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deno-'));
  const contents = `import { Keystore } from './Keystore.ts';
const keystore = new Keystore({ basePath: process.argv[2] });
try {
  await keystore.saveConfig({ endpoint: 'http://localhost:1', apiKey: 'mi_x' });
  console.log(JSON.stringify({ saved: true }));
} catch ({ code, message, hint }) {
  console.log(JSON.stringify({ code, message, hint }));
}`;
  const resolveDir = fileURLToPath(new URL('..', import.meta.url));
  program = await bundleProgram({ contents, resolveDir }, join(folder, 'program.mjs'));
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
    const args = ['-y', 'deno@2', 'run', ...allowed, program, join(folder, `store-${permissions.length}`)];
    const deno = spawn('npx', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    expect(JSON.parse(await text(deno.stdout))).toEqual(told);
    // The first time Deno is fetched from npm.
  },
  150_000,
);
