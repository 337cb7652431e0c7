import { createContext, type RunOptions } from './createContext.ts';
import { dispatch } from './dispatch.ts';

/**
 * Runs one command line, as the `mi` binary does. Never throws: failures are said on standard error.
 *
 * @param argv - The words after `mi`.
 * @param options - The streams, the environment, and what stops the run. Default: the process's own.
 * @returns the exit code; `mi --help` lists them.
 *
 * @example
 * ```ts
 * import { run } from '@mitosislabs/cli';
 *
 * process.exitCode = await run(process.argv.slice(2));
 * ```
 */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<number> {
  const { context, dispose } = createContext(options);
  try {
    return await dispatch(argv, context);
  } catch (error) {
    const { reportError } = await import('./errors/reportError.ts');
    const end = argv.indexOf('--');
    return reportError(error, context, argv.slice(0, end < 0 ? argv.length : end).includes('--json'));
  } finally {
    dispose();
  }
}
