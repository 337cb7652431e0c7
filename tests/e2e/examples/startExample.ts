import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../snippets.ts';

/** The folder of the examples. */
export const examples = join(root, 'examples');

/** An example that serves. */
export interface RunningExample extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Everything that it has written to standard error. */
  readonly errors: () => string;
}

/**
 * Starts an example that serves, and waits for the line with its address.
 *
 * @throws when it ends, with its output.
 */
export async function startExample(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunningExample> {
  const child = spawn(program, args, {
    cwd: examples,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
  });
  const ended = once(child, 'exit');
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    const search = (chunk: unknown): void => {
      output += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', search);
    // Deno writes its address there.
    child.stderr.on('data', search);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}:\n${output}`)));
  });
  return {
    url,
    errors: () => errors,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
