import type { Context } from './Context.ts';
import { createContext, type RunOptions } from './createContext.ts';
import { dispatch } from './dispatch/dispatch.ts';
import { OutputError } from './errors/OutputError.ts';

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
  context.complete = async (words) => {
    const { completionLines } = await import('./completion/completionLines.ts');
    return completionLines(words, context);
  };
  try {
    if (optionsOf(argv).includes('--debug')) context.debug = true;
    const code = await dispatch(argv, context);
    // A file that takes no more says so a moment later.
    await new Promise(setImmediate);
    if (context.signal.reason instanceof OutputError) throw context.signal.reason;
    return code;
  } catch (error) {
    const { reportError } = await import('./errors/reportError.ts');
    return reportError(error, context, printsJSON(argv, context.env));
  } finally {
    dispose();
  }
}

/** Whether errors are printed as JSON. Reads the words itself: the command line may be what is wrong. */
function printsJSON(argv: readonly string[], env: Context['env']): boolean {
  const last = optionsOf(argv)
    .filter((word) => /^--(no-json|(json|jq)(=.*)?)$/s.test(word))
    .at(-1);
  return last === undefined ? env['MI_OUTPUT'] === 'json' : last !== '--no-json';
}

/** The words before a `--`: what follows is no option. */
function optionsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end);
}
