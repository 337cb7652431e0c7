import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Emulator } from '@mitosislabs/emulator';
import type { Input, Output } from '../src/Context.ts';
import { Interruption } from '../src/errors/Interruption.ts';
import { run } from '../src/run.ts';

/** The result of a run. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A home folder of its own for the runs of one test. */
export interface Home extends AsyncDisposable {
  path: string;
  env: Record<string, string>;
  /** Runs `mi` in this process, with real streams. */
  mi(args: string[], options?: MiOptions): Promise<Outcome>;
  /** Starts `mi` and leaves it running. */
  start(args: string[], options?: MiOptions): Running;
}

/** A running emulator, as far as a user needs it. */
type Platform = Pick<Emulator, 'endpoint' | 'dashboardEndpoint' | 'apiKey'>;

export interface MiOptions {
  /** All of standard input; a pipe that stays open when it is left out. */
  stdin?: string;
  env?: Record<string, string>;
  /** Whether the streams say that they are a terminal. */
  tty?: boolean;
  /** The width of the terminal. Default: unknown. */
  columns?: number;
  /** The height of the terminal. Default: unknown, so that no pager is used. */
  rows?: number;
  /** Whether the terminal has a raw mode, for prompts that read single keys. */
  raw?: boolean;
  /** How the bytes of the output become text. Default: UTF-8. */
  encoding?: BufferEncoding;
}

export interface Running {
  stdin: Input;
  stdout: Output;
  outcome: Promise<Outcome>;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** Resolves once the output matches. Rejects when the run ends and it does not. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

/** The variables of the owner of an emulator. */
export function ownerOf({ endpoint, dashboardEndpoint, apiKey }: Platform): Record<string, string> {
  return {
    MITOSIS_ENDPOINT: endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
    MITOSIS_API_KEY: apiKey,
  };
}

/** Removes the line about a request that takes long: a busy machine shows it, and removes it again. */
export function withoutProgress(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matches what clears the line
  return output.replace(/(?:\r\u001b\[K[^\r\n]*(?=\r\u001b\[K))*\r\u001b\[K/g, '');
}

/** Makes an empty home folder. */
export async function makeHome(env: Record<string, string> = {}): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), 'mi-test-'));
  // Tests do not use the keychain of this machine.
  const base = { HOME: path, MITOSIS_HOME: join(path, '.os1'), MITOSIS_KEYCHAIN: 'off', ...env };
  const start = (args: string[], options: MiOptions = {}) => startMi(args, base, options);
  return {
    path,
    env: base,
    start,
    mi: (args, options) => start(args, options).outcome,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

function startMi(
  args: string[],
  base: Record<string, string>,
  { stdin: typed, env, tty, raw, encoding = 'utf8', columns, rows }: MiOptions,
): Running {
  const stop = new AbortController();
  const stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
  const stdout: PassThrough & { isTTY?: boolean } = new PassThrough();
  const stderr: PassThrough & { isTTY?: boolean } = new PassThrough();
  for (const stream of [stdin, stdout, stderr]) stream.isTTY = tty === true;
  if (rows !== undefined) Object.assign(stdout, { rows });
  if (columns !== undefined) for (const stream of [stdout, stderr]) Object.assign(stream, { columns });
  if (raw) Object.assign(stdin, { setRawMode: () => stdin });
  const held = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    ({ stdout, stderr })[name].setEncoding(encoding).on('data', (chunk: string) => {
      held[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  if (typed !== undefined) stdin.end(typed);
  const outcome = run(args, { stdin, stdout, stderr, env: { ...base, ...env }, signal: stop.signal }).then(
    async (code) => {
      // The last output is still in the streams.
      await new Promise(setImmediate);
      return { code, ...held };
    },
  );
  return {
    stdin,
    stdout,
    outcome,
    interrupt: () => stop.abort(new Interruption('sigint')),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(held.stdout + held.stderr);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void outcome.then(({ code, stderr: said }) =>
          reject(new Error(`ended with ${code} before ${pattern} was printed: ${said}`)),
        );
      }),
  };
}
