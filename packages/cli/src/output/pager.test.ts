import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome, withoutProgress } from '../../testing/runMi.ts';

const TERMINAL = { tty: true, columns: 80, rows: 10 };
const MARKS = `sed 's/^/| /'`;
const offices = Array.from({ length: 30 }, (_, index) => office(`office-${index}`));

test.each([
  ['a list', ['offices', 'list'], /^\| ID/],
  ['JSON', ['offices', 'list', '--json'], /^\| \[/],
  ['what a filter prints', ['offices', 'list', '--jq', '.[].name'], /^\| office-0\n/],
  ['logs', ['agents', 'logs', '-o', 'o1', 'aria'], /^\| line 0\n/],
  ['the help of a command', ['agents', 'hire', '--help'], /^\| Hire an agent\./],
  ['the help of a topic', ['help', 'agents'], /^\| usage: mi agents/],
  ['the list of commands', ['--help'], /^\| mi: /],
  ['a page of the help', ['help', 'environment'], /^\| environment variables/],
])('default: a pager shows %s that is longer than the screen', async (_, args, shown) => {
  const logs = Array.from({ length: 30 }, (_unused, line) => `line ${line}`).join('\n');
  await using server = await platform({
    'GET /api/v1/offices': [200, offices],
    'GET /api/v1/offices/o1/employees/aria/logs': [200, { logs, pod: 'p' }],
  });
  await using home = await makeHome(signedIn(server.url));
  const { code, stdout, stderr } = await home.mi(args, {
    ...TERMINAL,
    env: { MI_PAGER: MARKS, NO_COLOR: '1' },
  });
  expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(shown);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .every((line) => line.startsWith('|')),
  ).toBe(true);
});

test.each([
  ['it fits', { rows: 500 }, {}, []],
  ['it is no terminal', { tty: false }, {}, []],
  ['--no-pager', {}, {}, ['--no-pager']],
  ['--no-input', {}, {}, ['--no-input']],
  ['MI_PAGER is empty', {}, { MI_PAGER: '', PAGER: MARKS }, []],
  ['MI_PAGER is cat', {}, { MI_PAGER: 'cat' }, []],
  ['PAGER is cat', {}, { MI_PAGER: undefined, PAGER: 'cat' }, []],
  ['TERM is dumb', {}, { TERM: 'dumb' }, []],
  ['CI', {}, { CI: '1' }, []],
])('behavior: no pager: %s', async (_, options, env, more) => {
  await using home = await makeHome();
  const pagers = { MI_PAGER: MARKS, ...env };
  const { MI_PAGER, ...others } = pagers;
  const set = { ...others, ...(MI_PAGER !== undefined && { MI_PAGER }) } as Record<string, string>;
  const { code, stdout } = await home.mi(['--help', ...more], { ...TERMINAL, ...options, env: set });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mi: /);
});

test('behavior: PAGER counts if MI_PAGER is not set', async () => {
  await using home = await makeHome();
  const { stdout } = await home.mi(['--help'], { ...TERMINAL, env: { PAGER: MARKS } });
  expect(stdout).toMatch(/^\| mi: /);
});

test.each(['no-such-pager', 'no-such-pager "$HOME"'])(
  'behavior: a pager that is missing (%s) is named, and all is written',
  async (pager) => {
    await using home = await makeHome();
    const { code, stdout, stderr } = await home.mi(['--help'], { ...TERMINAL, env: { MI_PAGER: pager } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mi: /);
    expect(stdout).toMatch(/^ {2}issues /m);
    expect(stderr).toContain(`note: the pager ${pager} cannot be started\n`);
  },
);

test('behavior: the default pager need not be installed', async () => {
  await using home = await makeHome();
  const { code, stdout, stderr } = await home.mi(['--help'], { ...TERMINAL, env: { PATH: home.path } });
  expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^mi: /);
});

test('behavior: a pager that is closed before the end is no failure', async () => {
  const many = Array.from({ length: 20_000 }, (_, index) => office(`office-${index}`));
  await using server = await platform({ 'GET /api/v1/offices': [200, many] });
  await using home = await makeHome(signedIn(server.url));
  const env = { MI_PAGER: 'head -n 1', NO_COLOR: '1' };
  const { code, stdout, stderr } = await home.mi(['offices', 'list'], { ...TERMINAL, env });
  expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ID[^\n]*\n$/);
});

test('behavior: SIGTERM ends the pager, too; one that ends by Ctrl-C ends the run', async () => {
  await using home = await makeHome();
  const pager = join(home.path, 'pager');
  await writeFile(pager, '#!/bin/sh\necho begun\nread _ < /dev/null; exec tail -f /dev/null\n');
  await chmod(pager, 0o755);
  const running = home.start(['--help'], { ...TERMINAL, env: { MI_PAGER: pager } });
  await running.until(/begun/);
  running.interrupt();
  expect(await running.outcome).toMatchObject({ code: 130 });
  const interrupted = await home.mi(['--help'], { ...TERMINAL, env: { MI_PAGER: 'kill -INT $$' } });
  expect(interrupted).toMatchObject({ code: 130 });
});
