import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, miFile, run } from './mi.ts';

let emulator: Emulator;
let client: MitosisClient;
let home: string;
let office: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 5 });
  home = await mkdtemp(join(tmpdir(), 'mi-closed-input-'));
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  office = (await client.offices.create({ name: 'acme' })).id;
  await client.employees.hire(office, { name: 'aria' });
});
afterAll(async () => {
  await emulator?.close();
  await rm(home, { recursive: true, force: true });
});

/** Runs `mi` from a shell, with redirections. */
function shell(words: string, redirections: string): Promise<Ended> {
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  return run('sh', ['-c', `"$NODE" "$MI" ${words} ${redirections}`], {
    home,
    env: {
      NODE: process.execPath,
      MI: miFile,
      MITOSIS_ENDPOINT: endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
      MITOSIS_API_KEY: apiKey,
      MITOSIS_OFFICE: office,
    },
  });
}

describe('standard input is closed', () => {
  test.each([
    ['whoami', 0],
    ['doctor', 0],
    ['auth list', 0],
    ['init --endpoint https://mitosis.example --profile other', 0],
    ['offices list', 0],
    ['offices get', 0],
    ['offices delete "$MITOSIS_OFFICE"', 10],
    ['agents list', 0],
    ['agents get aria', 0],
    ['agents get', 2],
    ['agents logs aria', 0],
    ['agents rotate-credentials aria', 10],
    ['chat aria', 0],
    ['send aria -', 2],
    ['tasks list', 0],
    ['tasks create -t x', 0],
    ['tasks create', 2],
    ['files ls', 0],
    ['files upload - -n empty.txt', 2],
    ['files rm nothing', 10],
    ['keys generate -a aria', 0],
    ['keys pubkey -a aria', 0],
    ['keys export -a aria', 2],
    ['keys export -a aria --passphrase-stdin', 2],
    ['keys import -a aria - --force', 1],
    ['credits balance', 0],
    ['env list', 0],
    ['roles list', 0],
    ['events list', 0],
    ['xmtp groups', 0],
    ['extensions list', 0],
    ['integrations set-secret github --key -', 2],
    ['integrations set-secret github --key - --yes', 2],
    ['workspace exec "ls"', 0],
    ['health', 0],
    ['api /api/v1/offices', 0],
    ['completion bash', 0],
    ['login --token -', 2],
    ['use', 2],
  ])('behavior: mi %s ends with %d', async (words, code) => {
    const ended = await shell(words, '<&-');
    expect({ code: ended.code }, ended.stderr).toEqual({ code });
    expect(ended.stdout + ended.stderr).not.toContain('\u001b');
    expect(ended.stderr).not.toMatch(/^\s+at |EBADF|ENOTTY/m);
  });

  test.each(['<&-', '</dev/null'])('error: no empty file is uploaded with %s', async (redirection) => {
    const ended = await shell('files upload - -n empty.txt', redirection);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error: standard input is closed, or the null device\n');
    expect((await client.files.list(office)).map(({ name }) => name)).not.toContain('empty.txt');
  });

  test('behavior: an empty pipe is an empty file, as the hint says', async () => {
    const ended = await shell('files upload - -n empty.txt', '');
    // `run` closes the pipe at once: it is there, and empty.
    expect({ code: ended.code }, ended.stderr).toEqual({ code: 0 });
    const [file] = (await client.files.list(office)).filter(({ name }) => name === 'empty.txt');
    expect(file?.size).toBe(0);
  });

  test.each([
    ['standard output', '>&-'],
    ['standard error', '2>&-'],
    ['all three streams', '<&- >&- 2>&-'],
  ])('behavior: mi ends if %s is closed, too', async (_, redirections) => {
    const { code } = await shell('offices list', redirections);
    expect([0, 1]).toContain(code);
  });
});
