import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { homePath } from './machine.node.ts';
import * as elsewhere from './machine.ts';

vi.mock('node:os', async (actual) => {
  const os = await actual<typeof import('node:os')>();
  return { ...os, homedir: vi.fn(os.homedir) };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'home-'));
  const source = new URL('./machine.node.ts', import.meta.url).href;
  await writeFile(
    join(folder, 'home.mjs'),
    `import { homePath } from ${JSON.stringify(source)};
try { console.log(JSON.stringify({ path: homePath() })); }
catch ({ code, message, hint }) { console.log(JSON.stringify({ code, message, hint })); }`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('default: returns .os1 in the home folder', () => {
  expect(homePath()).toBe(join(homedir(), '.os1'));
});

test.each(['', 'home', './home'])('error: throws for the home folder %j', (home) => {
  vi.mocked(homedir).mockReturnValueOnce(home);
  expect(() => homePath('folder')).toThrow(
    expect.objectContaining({
      argument: 'folder',
      message: 'folder is needed: HOME is not the path of a folder.',
      hint: expect.stringMatching(/HOME.*`folder`/),
    }),
  );
});

test.each([
  ['NotCapable', /--allow-sys=homedir/],
  ['PermissionDenied', /--allow-sys=homedir/],
  ['SystemError', /^Set HOME/],
])('error: passes on %s from reading the home folder', (name, hint) => {
  vi.mocked(homedir).mockImplementationOnce(() => {
    throw Object.assign(new Error('no'), { name });
  });
  expect(() => homePath()).toThrow(
    expect.objectContaining({ argument: 'basePath', hint: expect.stringMatching(hint) }),
  );
});

test('error: throws in a runtime without files', () => {
  expect(() => elsewhere.homePath('folder')).toThrow(
    expect.objectContaining({
      code: 'node_only',
      hint: 'Use it on Node.',
      message: expect.stringContaining('`folder`'),
    }),
  );
});

test.each<[permissions: string[], told: object]>([
  [
    [],
    {
      code: 'invalid_argument',
      message: 'basePath is needed: this process may not ask for the home folder.',
      hint: expect.stringContaining('--allow-sys=homedir'),
    },
  ],
  [['--allow-sys=homedir'], { path: join(homedir(), '.os1') }],
])(
  'behavior: names missing permissions of Deno: %j',
  async (permissions, told) => {
    const allowed = ['--no-prompt', '--allow-read', '--allow-env', ...permissions];
    const args = ['-y', 'deno@2', 'run', ...allowed, join(folder, 'home.mjs')];
    const { stdout } = await promisify(execFile)('npx', args, { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(told);
    // The first time Deno is fetched from npm.
  },
  150_000,
);
