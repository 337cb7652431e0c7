import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';
import { run } from './mi.ts';
import { root } from './snippets.ts';

// All compilers in all ways are in `pnpm matrix`; these are the newest one, and the newest that knows `node10`.
test.each([
  ['7.0', 'packages/auth', undefined],
  ['5.9', 'tests', 'node10'],
])(
  'behavior: every entry compiles with TypeScript %s, and checks the libraries too',
  async (version, from, only) => {
    const { folder } = await installPacked();
    const options = JSON.stringify({ typeRoots: [join(root, 'tests/node_modules/@types')], only });
    const tsc = join(root, from, 'node_modules/typescript/bin/tsc');
    const check = join(root, 'tests/bundlers/checkTypes.mjs');
    const ended = await run(process.execPath, [check, tsc, version, folder, options], { home: folder });
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  },
);
