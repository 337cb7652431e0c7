import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const execute = promisify(execFile);

/** A terminal that a test types at, and whose screen it reads. */
export interface TestTerminal extends AsyncDisposable {
  /** Types text, character by character. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `C-c`, `Up`, …. */
  press(...keys: string[]): Promise<void>;
  /** Pastes, as a terminal does for a program that can tell pasting from typing. */
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Returns the screen without trailing spaces. `history` includes the lines that scrolled away. */
  screen(options?: { history?: boolean }): Promise<string>;
  /** Resolves with the screen once it matches. */
  until(pattern: RegExp | string): Promise<string>;
}

/**
 * Runs a program in a terminal of its own, in tmux. When it has ended, the screen shows `exit code <n>`.
 *
 * @param argv - The program and its arguments.
 * @param env - Its whole environment, but for what a terminal sets.
 */
export async function openTerminal(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { columns = 80, rows = 24 } = {},
): Promise<TestTerminal> {
  const folder = await mkdtemp(join(tmpdir(), 'mi-tmux-'));
  const tmux = async (...args: string[]): Promise<string> => {
    try {
      const own = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8' };
      const { stdout } = await execute(
        'tmux',
        ['-u', '-S', join(folder, 'socket'), '-f', '/dev/null', ...args],
        {
          env: own,
        },
      );
      return stdout;
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'ENOENT') throw error;
      throw new Error('This test types at a terminal, and needs tmux: apt-get install tmux', {
        cause: error,
      });
    }
  };
  const variables = Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`));
  const command = `env ${variables.join(' ')} ${argv.map(quoted).join(' ')}; echo "exit code $?"; exec sleep 1000`;
  await tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), command);
  await tmux('set-option', '-g', 'status', 'off');
  await tmux('set-option', '-g', 'window-size', 'manual');
  await tmux('resize-window', '-x', String(columns), '-y', String(rows));
  const screen = async ({ history = false } = {}): Promise<string> => {
    const text = await tmux('capture-pane', '-p', ...(history ? ['-S', '-'] : []));
    return text.replace(/ +$/gm, '').trimEnd();
  };
  return {
    type: async (text) => void (await tmux('send-keys', '-l', '--', text)),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    paste: async (text) => {
      await tmux('set-buffer', '--', text);
      await tmux('paste-buffer', '-p');
    },
    resize: async (width, height) =>
      void (await tmux('resize-window', '-x', String(width), '-y', String(height))),
    screen,
    until: async (pattern) => {
      await expect.poll(() => screen(), { timeout: 200_000, interval: 100 }).toMatch(pattern);
      return screen();
    },
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server').catch(() => undefined);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
