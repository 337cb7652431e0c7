import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { miFile } from './mi.ts';
import { openTerminal, type TestTerminal } from './tmux.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mi-pager-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** Starts `mi` at a terminal of its own. */
function start(args: readonly string[], env: Record<string, string> = {}): Promise<TestTerminal> {
  return openTerminal([process.execPath, miFile, ...args], {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    MITOSIS_KEYCHAIN: 'off',
    ...env,
  });
}

describe.skipIf(isMissing('tmux') || isMissing('less'))('long text at a terminal', () => {
  test.each([
    ['the stored help', ['--help'], /^mi: persistent AI agents/],
    ['the help of a topic', ['agents'], /^usage: mi agents/],
    ['the help of a command', ['agents', 'hire', '--help'], /^Hire an agent\./],
  ])('default: less shows %s from its beginning, and q ends it', async (_, args, top) => {
    await using terminal = await start(args);
    // The prompt of less.
    expect(await terminal.until(/\n:$/)).toMatch(top);
    await terminal.press('q');
    await terminal.until(/exit code 0$/);
  });

  test('behavior: Ctrl-C is for the pager: it goes on, and so does mi', async () => {
    await using terminal = await start(['--help']);
    await terminal.until(/\n:$/);
    await terminal.press('C-c', 'C-c');
    // Ctrl-C makes the terminal forget what was typed and not read: the key that goes to the end is pressed until it counts.
    await expect
      .poll(
        async () => {
          await terminal.press('G');
          return terminal.screen();
        },
        { timeout: 200_000, interval: 200 },
      )
      .toMatch(/\n {2}issues +https:/);
    await terminal.press('q');
    await terminal.until(/exit code 0$/);
  });

  test.each([
    ['with --no-pager', ['--help', '--no-pager'], {}],
    ['with PAGER=cat', ['--help'], { PAGER: 'cat' }],
    ['with an empty PAGER', ['--help'], { PAGER: '' }],
  ])('behavior: %s all is written at once', async (_, args, env) => {
    await using terminal = await start(args, env);
    expect(await terminal.until(/exit code 0$/)).toMatch(/\n {2}issues +https:/);
    expect(await terminal.screen({ history: true })).toMatch(/^mi: persistent AI agents/);
  });

  test('behavior: a pager that is not there is named', async () => {
    await using terminal = await start(['--help'], { MI_PAGER: 'no-such-pager' });
    await terminal.until(/exit code 0$/);
    const all = await terminal.screen({ history: true });
    expect(all).toMatch(/^note: the pager no-such-pager cannot be started\nmi: persistent/);
  });
});
