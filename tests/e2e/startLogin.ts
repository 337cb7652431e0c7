import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Ended } from './mi.ts';
import { root } from './snippets.ts';

/** A built `mi login` that waits for its callback. */
export interface Login {
  child: ChildProcess;
  /** The address that it printed. */
  url: string;
  ended: Promise<Ended>;
  /** Resolves with what it said on standard error once that matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the built `mi login` with a HOME and an environment of its own, and reads its address. */
export async function startLogin(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Login> {
  const child = spawn(process.execPath, [join(root, 'packages/sdk/bin/mi.js'), 'login', ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, USERPROFILE: home, MITOSIS_KEYCHAIN: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Ended = { code: null, stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ ...said, code }));
  });
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(said.stderr);
        if (!match) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      void ended.then(({ stderr }) => reject(new Error(`mi login ended without ${pattern}: ${stderr}`)));
    });
  const [, url = ''] = await until(/\n\s+(https?:\S+cli-login\S+)/);
  return { child, url, ended, until };
}
