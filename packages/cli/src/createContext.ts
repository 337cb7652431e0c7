import { onAbort } from '@mitosislabs/auth/async';
import type { Context, Input, Output } from './Context.ts';
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
  /** Ends the run when it aborts. Default: SIGINT and SIGTERM end it. */
  signal?: AbortSignal | undefined;
}

/** Creates the context of one run. `dispose` removes its listeners. */
export function createContext(options: RunOptions): { context: Context; dispose: () => void } {
  const { stdout = process.stdout, env = process.env } = options;
  const stop = new AbortController();
  const undo: (() => void)[] = [];
  if (options.signal) {
    const { signal } = options;
    const relay = () =>
      stop.abort(signal.reason instanceof Interruption ? signal.reason : Interruption.sigint);
    if (signal.aborted) relay();
    undo.push(onAbort(signal, relay));
  } else {
    undo.push(onSignal('SIGINT', Interruption.sigint, stop), onSignal('SIGTERM', Interruption.sigterm, stop));
  }
  // Without a listener, a closed pipe would end the process with a stack trace, even after the run: these stay.
  swallowErrors(stdout);
  const failed = (error: NodeJS.ErrnoException) =>
    stop.abort(READER_GONE.has(error.code ?? '') ? Interruption.outputClosed : new OutputError(error));
  stdout.on('error', failed);
  undo.push(() => stdout.off('error', failed));
  return {
    context: {
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
      colorDepth: takesColor(stdout, env) ? 4 : 1,
      signal: stop.signal,
    },
    dispose: () => {
      for (const step of undo) step();
    },
  };
}

function onSignal(name: NodeJS.Signals, reason: Interruption, stop: AbortController): () => void {
  const listener = () => {
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
