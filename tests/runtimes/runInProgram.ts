import { expect } from 'vitest';
import { run } from '../e2e/mi.ts';
import { npmCache } from './npmCache.ts';
import type { Outcome, Settings } from './Outcome.ts';

/** Arguments before the file, by runtime: the command that runs a file, and its permissions. */
const ARGUMENTS: Readonly<Record<string, string[]>> = {
  bun: ['run', '--no-install'],
  // The network of this machine, and nothing else: no files, no environment, no questions.
  deno: ['run', '--no-prompt', '--no-remote', '--allow-net=127.0.0.1'],
};

/** A program that something keeps alive would stay for ever. It may share the cores with much else. */
const LIMIT_MS = 600_000;

/** Prints the path of the runtime. npm itself would start more slowly than the runtime runs. */
const PRINT_PATH: Readonly<Record<string, string[]>> = {
  node: ['-p', 'process.execPath'],
  bun: ['-e', 'console.log(process.execPath)'],
  deno: ['eval', 'console.log(Deno.execPath())'],
};
/** The fetched runtimes, by package and version. */
const paths = new Map<string, string>();

/**
 * Fetches a runtime from npm, unless the cache has it, and starts it once.
 *
 * @returns the path of its program.
 * @throws when it does not run.
 */
export async function fetchRuntime(spec: string, folder: string): Promise<string> {
  const args = ['-y', spec, ...(PRINT_PATH[nameOf(spec)] ?? [])];
  const printed = await run('npx', args, { home: folder, env: await npmCache() });
  expect(printed).toMatchObject({ code: 0 });
  const path = printed.stdout.trim();
  paths.set(spec, path);
  return path;
}

/** The name of `bun@1`: `bun`. */
const nameOf = (spec: string): string => spec.split('@')[0] ?? '';

/**
 * Runs the suite in a runtime that has a command line, from npm.
 *
 * @param spec - The runtime's package and version, such as `node@18`; fetched before.
 * @param folder - Where the packed tarballs are installed.
 * @throws when it does not end by itself with a result.
 */
export async function runInProgram(spec: string, folder: string, settings: Settings): Promise<Outcome> {
  const args = [...(ARGUMENTS[nameOf(spec)] ?? []), 'program.mjs', JSON.stringify(settings)];
  const path = paths.get(spec) ?? '';
  const { code, stdout, stderr } = await run(path, args, { home: folder, timeout: LIMIT_MS });
  if (code !== 0) throw new Error(`${spec} ended with ${code}:\n${stderr}${stdout}`);
  return JSON.parse(stdout) as Outcome;
}
