import { onAbort } from '@mitosislabs/auth/async';
import type { Context, Input, Output } from './Context.ts';
import { dispatch } from './dispatch/dispatch.ts';
import { Interruption } from './errors/Interruption.ts';
import { OutputError } from './errors/OutputError.ts';
import { takesColor } from './terminal/styles.ts';

/** Error codes of writing to a closed pipe. Any other error, such as a full disk, means that output was lost. */
const READER_GONE = new Set([
  'EPIPE',
  'EOF',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Options of {@link run}. Default: the streams, environment and signals of the process. */
export interface RunOptions {
  /** Default: `process.stdin`. */
  stdin?: Input | undefined;
  /** Default: `process.stdout`. Data goes here. */
  stdout?: Output | undefined;
  /** Default: `process.stderr`. Messages go here. */
  stderr?: Output | undefined;
  /** Default: `process.env`. */
  env?: Record<string, string | undefined> | undefined;
  /** Ends the run when it aborts. Default: SIGINT, SIGTERM and SIGHUP end it. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs one command line, as the `mi` binary does. Never throws: failures are reported on standard error.
 *
 * @param argv - The words after `mi`.
 * @param given - The streams, the environment, and the signal that stops the run. Default: those of the process.
 * @returns the exit code; `mi --help` lists them.
 *
 * @example
 * ```ts
 * import { run } from '@mitosislabs/cli';
 *
 * process.exitCode = await run(process.argv.slice(2));
 * ```
 */
export async function run(argv: readonly string[], given: RunOptions = {}): Promise<number> {
  const { context, dispose } = createContext(given);
  context.complete = async (words) => {
    const { completionLines } = await import('./completion/completionLines.ts');
    return completionLines(words, context);
  };
  try {
    const options = optionsOf(argv);
    if (options.includes('--debug')) context.debug = true;
    if (options.includes('--no-input')) context.noInput = true;
    if (options.includes('--no-pager')) context.noPager = true;
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

/** Creates the context of one run. `dispose` removes its listeners. */
export function createContext(options: RunOptions): { context: Context; dispose: () => void } {
  const { stdout = process.stdout, env = process.env } = options;
  const stop = new AbortController();
  const undo: (() => void)[] = [];
  if (options.signal) {
    const { signal } = options;
    const relay = () =>
      stop.abort(signal.reason instanceof Interruption ? signal.reason : new Interruption('sigint'));
    if (signal.aborted) relay();
    undo.push(onAbort(signal, relay));
  } else {
    const isHeld = (): boolean => context.isPaging === true;
    undo.push(
      onSignal('SIGINT', 'sigint', stop, isHeld),
      onSignal('SIGTERM', 'sigterm', stop),
      onSignal('SIGHUP', 'sighup', stop),
    );
  }
  // Without a listener, a closed pipe would end the process with a stack trace, even after the run: these stay.
  swallowErrors(stdout);
  const failed = (error: NodeJS.ErrnoException) =>
    stop.abort(READER_GONE.has(error.code ?? '') ? new Interruption('outputClosed') : new OutputError(error));
  stdout.on('error', failed);
  undo.push(() => stdout.off('error', failed));
  const context: Context = {
    // Most runs read nothing and report nothing: Node creates these streams when they are first used.
    get stdin() {
      return options.stdin ?? process.stdin;
    },
    get stderr() {
      const stderr = options.stderr ?? process.stderr;
      swallowErrors(stderr);
      return stderr;
    },
    stdout,
    env,
    get colorDepth() {
      return takesColor(stdout, env) ? 4 : 1;
    },
    signal: stop.signal,
  };
  return {
    context,
    dispose: () => {
      for (const step of undo) step();
    },
  };
}

/** Stops the run at a signal, unless `isHeld`: another program has the terminal. */
function onSignal(
  name: NodeJS.Signals,
  source: 'sigint' | 'sigterm' | 'sighup',
  stop: AbortController,
  isHeld = () => false,
): () => void {
  const listener = () => {
    if (isHeld()) return;
    const reason = new Interruption(source);
    // A second Ctrl-C ends the process at once.
    if (stop.signal.aborted) process.exit(reason.exitCode);
    stop.abort(reason);
  };
  process.on(name, listener);
  return () => process.off(name, listener);
}

const watched = new WeakSet<Output>();

function swallowErrors(stream: Output): void {
  if (watched.has(stream)) return;
  watched.add(stream);
  stream.on('error', () => undefined);
}
