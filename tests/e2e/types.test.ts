import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';
import { run } from './mi.ts';
import { root } from './snippets.ts';

// All compilers in all ways are in `pnpm matrix`; these are the newest one in all ways, and an old one.
test.each([
  ['7.0', 'packages/auth/node_modules/typescript', undefined],
  ['5.4', 'tests/node_modules/typescript5.4', 'node10'],
])(
  'behavior: every entry compiles with TypeScript %s, and checks the libraries too',
  async (version, from, only) => {
    const { folder } = await installPacked();
    const options = JSON.stringify({ typeRoots: [join(root, 'tests/node_modules/@types')], only });
    const tsc = join(root, from, 'bin/tsc');
    const check = join(root, 'tests/bundlers/checkTypes.mjs');
    const ended = await run(process.execPath, [check, tsc, version, folder, options], { home: folder });
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  },
);
