import { expect, inject } from 'vitest';
import { run } from '../e2e/mi.ts';
import { npmCache } from './npmCache.ts';
import { onceARun } from './onceARun.ts';

/** Prints the path of the runtime, by its package. */
const PRINT_PATH: Readonly<Record<string, readonly string[]>> = {
  node: ['-p', 'process.execPath'],
  bun: ['-e', 'console.log(process.execPath)'],
  deno: ['eval', 'console.log(Deno.execPath())'],
};

/**
 * Fetches a runtime from npm, unless the cache has it. `npx` itself takes longer than most programs run: once a run is enough.
 *
 * @param spec - The package and version, such as `node@18`.
 * @returns the path of its program.
 * @throws when it does not run.
 */
export function fetchRuntime(spec: string): Promise<string> {
  return onceARun(`path-of-${spec}`, async () => {
    const args = ['-y', spec, ...(PRINT_PATH[spec.replace(/@.*/, '')] ?? [])];
    const printed = await run('npx', args, { home: inject('packedFolder'), env: await npmCache() });
    expect(printed).toMatchObject({ code: 0, stdout: expect.stringMatching(/\S/) });
    return printed.stdout.trim();
  });
}
