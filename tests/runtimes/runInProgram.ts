import { run } from '../e2e/mi.ts';
import { fetchRuntime } from './fetchRuntime.ts';
import type { Outcome, Settings } from './Outcome.ts';

/** Arguments before the file, by runtime: the command that runs a file, and its permissions. */
const ARGUMENTS: Readonly<Record<string, string[]>> = {
  bun: ['run', '--no-install'],
  // The network of this machine, and nothing else: no files, no environment, no questions.
  deno: ['run', '--no-prompt', '--no-remote', '--allow-net=127.0.0.1'],
};

/** A program that something keeps alive would stay for ever. It may share the cores with much else. */
const LIMIT_MS = 600_000;

/**
 * Runs the suite in a runtime that has a command line, from npm.
 *
 * @param spec - The runtime's package and version, such as `node@18`.
 * @param folder - Where the packed tarballs are installed.
 * @throws when it does not end by itself with a result.
 */
export async function runInProgram(spec: string, folder: string, settings: Settings): Promise<Outcome> {
  const args = [...(ARGUMENTS[spec.replace(/@.*/, '')] ?? []), 'program.mjs', JSON.stringify(settings)];
  const path = await fetchRuntime(spec);
  const { code, stdout, stderr } = await run(path, args, { home: folder, timeout: LIMIT_MS });
  if (code !== 0) throw new Error(`${spec} ended with ${code}:\n${stderr}${stdout}`);
  return JSON.parse(stdout) as Outcome;
}
