import type { Context } from './Context.ts';
import { createContext, type RunOptions } from './createContext.ts';
import { dispatch } from './dispatch/dispatch.ts';
import { OutputError } from './errors/OutputError.ts';

/**
 * Runs one command line, as the `mi` binary does. Never throws: failures are reported on standard error.
 *
 * @param argv - The words after `mi`.
 * @param options - The streams, the environment, and the signal that stops the run. Default: those of the process.
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
    // A full disk is reported a moment after the write.
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

/** Whether errors are printed as JSON. Reads the words itself, because the command line may be invalid. */
function printsJSON(argv: readonly string[], env: Context['env']): boolean {
  const last = optionsOf(argv)
    .filter((word) => /^--(no-json|(json|jq)(=.*)?)$/s.test(word))
    .at(-1);
  return last === undefined ? env['MI_OUTPUT'] === 'json' : last !== '--no-json';
}

/** Returns the words before `--`: later words are not options. */
function optionsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end);
}
