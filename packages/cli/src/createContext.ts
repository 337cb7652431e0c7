import type { Context, Input, Output } from './Context.ts';
import { Interruption } from './errors/Interruption.ts';
import { OutputError } from './errors/OutputError.ts';

/** What writing says when nobody reads any more. Anything else, a full disk for one, means that output was lost. */
const READER_GONE = new Set([
  'EPIPE',
  'EOF',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** The world that a run gets: streams, environment, and what stops it. Whatever is left out is the process's own. */
export interface RunOptions {
  /** Default: `process.stdin`. */
  stdin?: Input | undefined;
  /** Default: `process.stdout`. Data goes here. */
  stdout?: Output | undefined;
  /** Default: `process.stderr`. Everything else goes here. */
  stderr?: Output | undefined;
  /** Default: `process.env`. */
  env?: Record<string, string | undefined> | undefined;
  /** Ends the run. Default: SIGINT and SIGTERM do. */
  signal?: AbortSignal | undefined;
}

/** Makes the context of one run, and what undoes it. */
export function createContext(options: RunOptions): { context: Context; dispose: () => void } {
  const {
    stdin = process.stdin,
    stdout = process.stdout,
    stderr = process.stderr,
    env = process.env,
  } = options;
  const stop = new AbortController();
  const undo: (() => void)[] = [];
  if (options.signal) {
    const { signal } = options;
    const relay = () =>
      stop.abort(signal.reason instanceof Interruption ? signal.reason : Interruption.sigint);
    if (signal.aborted) relay();
    signal.addEventListener('abort', relay);
    undo.push(() => signal.removeEventListener('abort', relay));
  } else {
    undo.push(onSignal('SIGINT', Interruption.sigint, stop), onSignal('SIGTERM', Interruption.sigterm, stop));
  }
  // Without a listener a closed pipe would end the process with a stack trace, also after the run: it stays.
  swallowErrors(stdout);
  swallowErrors(stderr);
  const failed = (error: NodeJS.ErrnoException) =>
    stop.abort(READER_GONE.has(error.code ?? '') ? Interruption.outputClosed : new OutputError(error));
  stdout.on('error', failed);
  undo.push(() => stdout.off('error', failed));
  const context = { stdin, stdout, stderr, env, colorDepth: colorDepth(stdout, env), signal: stop.signal };
  return {
    context,
    dispose: () => {
      for (const step of undo) step();
    },
  };
}

function onSignal(name: NodeJS.Signals, reason: Interruption, stop: AbortController): () => void {
  const listener = () => {
    // A second Ctrl-C does not wait for anything.
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

/** Colour only where somebody sees it, and nobody objects (https://no-color.org). */
function colorDepth(stdout: Output, env: Record<string, string | undefined>): number {
  return stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb' ? 4 : 1;
}
