import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptedBrain, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { miFile, run, tsx } from '../mi.ts';
import { examples } from './startExample.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-jobs-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** An office with aria, whose results are always the same; and a way to run an example in it. */
async function openOffice(result = 'Ten lines.') {
  const brain = scriptedBrain([{ task: '*', complete: result }]);
  const seed = { offices: [{ name: 'acme', agents: [{ name: 'aria' }] }] };
  const emulator = await startEmulator({ readyAfterMs: 5, brain, seed });
  const { endpoint, dashboardEndpoint, apiKey, seeded } = emulator;
  const office = seeded.offices['acme']?.id ?? '';
  const env = { MITOSIS_ENDPOINT: endpoint, MITOSIS_API_KEY: apiKey, MITOSIS_OFFICE: office };
  return {
    emulator,
    office,
    env,
    mi: new MitosisClient({ endpoint, dashboardEndpoint, apiKey }),
    runExample: (file: string, ...args: string[]) =>
      run(process.execPath, [...tsx, join(examples, file), ...args], { home, env }),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

test('default: cron-report writes one report a day, however often it runs', async () => {
  await using acme = await openOffice();
  for (const _ of [1, 2])
    expect(await acme.runExample('cron-report.ts')).toMatchObject({ code: 0, stderr: '' });
  expect(await acme.mi.tasks.list(acme.office)).toHaveLength(1);
  const [file = ''] = readdirSync(home).filter((name) => name.startsWith('report-'));
  const text = await readFile(join(home, file), 'utf8');
  expect(text).toMatch(/^# Report of \d{4}-\d\d-\d\d\n\nTen lines\.\n$/);
  expect(await (await acme.mi.files.download(acme.office, file)).text()).toBe(text);
});

test('default: upload-folder uploads what is new, and no hidden file', async () => {
  await using acme = await openOffice();
  const folder = join(home, 'reports');
  await mkdir(folder);
  for (const name of ['a.md', 'b.md', '.secret']) await writeFile(join(folder, name), name);
  const first = await acme.runExample('upload-folder.ts', folder);
  expect(first).toMatchObject({ code: 0, stdout: '2 uploaded, 0 unchanged, 0 failed\n', stderr: '' });
  await writeFile(join(folder, 'b.md'), 'changed');
  const second = await acme.runExample('upload-folder.ts', folder);
  expect(second).toMatchObject({ code: 0, stdout: '1 uploaded, 1 unchanged, 0 failed\n', stderr: '' });
  const names = (await acme.mi.files.list(acme.office)).map(({ name }) => name);
  expect(names.sort()).toEqual(['a.md', 'b.md']);
});

test('default: budget-guard suspends an office whose credits run low', async () => {
  await using acme = await openOffice();
  const isRefused = () =>
    acme.mi.tasks.create(acme.office, { title: 'more' }).then(
      () => false,
      ({ code }: { code: string }) => code === 'office_suspended',
    );
  expect(await acme.runExample('budget-guard.ts', '1')).toMatchObject({ code: 0, stderr: '' });
  expect(await acme.runExample('budget-guard.ts', '5000', '--dry-run')).toMatchObject({
    code: 1,
    stderr: '',
  });
  expect(await isRefused()).toBe(false);
  for (const _ of [1, 2]) {
    const ended = await acme.runExample('budget-guard.ts', '5000');
    expect(ended).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('LOW') });
  }
  expect(await isRefused()).toBe(true);
});

test('default: the steps of github-action review a pull request', async () => {
  await using acme = await openOffice('Line 3: off by one.');
  const workflow = parse(await readFile(join(examples, 'github-action.yml'), 'utf8'));
  const bin = join(home, 'bin');
  await mkdir(bin);
  const programs = {
    mi: `exec "${process.execPath}" "${miFile}" "$@"`,
    npm: 'exit 0',
    gh: 'case "$2" in diff) echo "+ i <= length" ;; comment) cat "$5" > comment.txt ;; esac',
  };
  for (const [name, code] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${code}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const env = { ...acme.env, NUMBER: '7', CI: 'true', PATH: `${bin}:${process.env['PATH']}` };
  for (const { name, run: code } of workflow.jobs.review.steps) {
    const ended = await run('bash', ['-e', '-o', 'pipefail', '-c', code], { home, env });
    expect({ name, ...ended }).toMatchObject({ name, code: 0 });
  }
  expect(await readFile(join(home, 'comment.txt'), 'utf8')).toBe('Line 3: off by one.\n');
  expect(await acme.mi.files.list(acme.office)).toEqual([]);
});

test('behavior: the list of examples is complete', () => {
  const files = readdirSync(examples).filter((name) => /\.(ts|html|yml)$/.test(name));
  const listed = readFileSync(join(examples, 'README.md'), 'utf8').matchAll(/\]\(([\w.-]+)\)/g);
  expect([...listed].map(([, name]) => name).sort()).toEqual(files.sort());
});
