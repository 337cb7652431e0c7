import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { knowingPlatform } from '../../testing/signIn.ts';

const KEY = 'mi_home_0123456789abcdefgh';
const CANARY = 'mi_canary_0123456789abcdef';

/** A home with the profiles default and other, and one that is broken. */
async function machine(broken: unknown = { endpoint: 7, apiKey: CANARY, vault: { id: [1] } }) {
  const server = await knowingPlatform({ [KEY]: 'ada' });
  const home = await makeHome();
  const folder = home.env['MITOSIS_HOME'] ?? '';
  await mkdir(folder, { mode: 0o700 });
  const path = join(folder, 'config.json');
  const account = { endpoint: server.url, apiKey: KEY };
  const content = { ...account, profiles: { other: account, work: broken } };
  await writeFile(path, JSON.stringify(content), { mode: 0o600 });
  return { server, home, path, content, onDisk: async () => JSON.parse(await readFile(path, 'utf8')) };
}

test('error: a broken profile fails alone, and the error names it', async () => {
  const { server, home, content, onDisk } = await machine();
  await using _ = server;
  for (const args of [['whoami'], ['whoami', '--profile', 'other'], ['auth', 'switch', 'default']]) {
    expect(await home.mi(args)).toMatchObject({ code: 0 });
  }
  for (const args of [
    ['whoami', '--profile', 'work'],
    ['logout', '--profile', 'work'],
    ['auth', 'switch', 'work'],
    ['auth', 'logout', 'work'],
    ['init', '--profile', 'work', '--office', 'o1'],
  ]) {
    const outcome = await home.mi(args);
    expect(outcome, args.join(' ')).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain('The profile work in');
    expect(outcome.stderr).toContain('mi login --profile work');
    expect(outcome.stderr).not.toContain('canary');
  }
  const list = await home.mi(['auth', 'list']);
  expect(list).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('note: the profile work is broken: '),
  });
  expect(await onDisk()).toEqual(content);
});

test('behavior: signing in again repairs a broken profile, --remove removes it, and the others stay', async () => {
  const { server, home, content, onDisk } = await machine();
  await using _ = server;
  await home.mi(['login', '--profile', 'work', '--endpoint', server.url, '--token', '-'], { stdin: KEY });
  expect(await home.mi(['whoami', '--profile', 'work'])).toMatchObject({ code: 0 });
  expect((await onDisk()).profiles.other).toEqual(content.profiles.other);

  const another = await machine();
  await using __ = another.server;
  const all = await another.home.mi(['auth', 'logout', '--all']);
  expect(all).toMatchObject({ code: 0, stderr: expect.stringContaining('mi auth logout work --remove') });
  expect(await another.home.mi(['auth', 'logout', 'work', '--remove'])).toMatchObject({ code: 0 });
  expect(JSON.stringify(await another.onDisk())).not.toContain('canary');
});

test('error: a key of the environment does not go elsewhere because the profile is broken', async () => {
  const { server, home } = await machine();
  await using _ = server;
  const outcome = await home.mi(['whoami', '--profile', 'work'], { env: { MITOSIS_API_KEY: KEY } });
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  const named = await home.mi(['whoami'], { env: { MITOSIS_API_KEY: KEY, MI_PROFILE: 'work' } });
  expect(named).toMatchObject({ code: 1, stdout: '' });
  expect(server.seen).toEqual([]);
});
