#!/usr/bin/env node
// `pnpm mi` in a clone: builds the packages the first time, then is `mi`. Standard output belongs to `mi` alone.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = ['cli', 'emulator'].every((name) => existsSync(`${root}packages/${name}/dist/index.js`));
if (!built) {
  process.stderr.write('Building the packages; this happens once …\n');
  const turbo = `${root}node_modules/.bin/turbo`;
  const { status } = spawnSync(turbo, ['run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
// The hints of `mi` use this. With npx, pnpm is in a folder that no other terminal searches.
const isFromNpx = /[\\/]_npx[\\/]/.test(process.env.PATH ?? '');
process.env.MI_COMMAND ||= isFromNpx ? 'npx -y pnpm@10.34.8 mi' : 'pnpm mi';
createRequire(import.meta.url)('../packages/sdk/bin/mi.js');
