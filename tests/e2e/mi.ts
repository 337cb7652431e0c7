import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './snippets.ts';

/** The built command line, as the umbrella publishes it. */
export const miFile = join(root, 'packages/sdk/bin/mi.js');

/** The options with which Node runs TypeScript. The command of tsx would start Node twice. */
export const tsx = ['--import', pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href];

/** The output and exit code of a program. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end (`timeout`: ended after that time, in ms), with a HOME of its own and none of the caller's settings. */
export function run(
  command: string,
  args: readonly string[],
  options: { home: string; cwd?: string; env?: Record<string, string>; input?: string; timeout?: number },
): Promise<Ended> {
  const { home, cwd = home, env = {}, input = '', timeout = 0 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      timeout,
      // The keychain of the user who runs the tests is off, too.
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        USERPROFILE: home,
        MITOSIS_KEYCHAIN: 'off',
        ...env,
      },
    });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      ended.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      ended.stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Runs the built `mi`. */
export function mi(args: readonly string[], options: Parameters<typeof run>[2]): Promise<Ended> {
  return run(process.execPath, [miFile, ...args], options);
}
