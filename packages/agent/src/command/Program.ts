import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { backOff, onAbort, sleep } from '@mitosislabs/auth/async';
import { BrainError } from '../brain/BrainError.ts';
import type { Pieces } from '../brain/Pieces.ts';
import { guardGroup } from './guardGroup.ts';
import { Lines, type LineTaker, LONGEST_LINE } from './Lines.ts';

/** How a program is run. */
export interface CommandOptions {
  /** The program: a path, or a name that is looked up in `PATH`. No shell reads it. */
  command: string;
  /** Its arguments, each as it is. Default: none. */
  args?: readonly string[] | undefined;
  /** The folder that it runs in. Default: this process's. */
  cwd?: string | undefined;
  /** Its environment, in place of this process's. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Capabilities of the brain. Default: `chat` and `tasks`. */
  capabilities?: readonly string[] | undefined;
  /** How long it may write nothing while a question is open, in ms. Default: 120,000. */
  timeoutMs?: number | undefined;
  /** Called with each line of its standard error, which may contain terminal escapes. Default: ignored. */
  onStderr?: ((line: string) => void) | undefined;
}

const IS_POSIX = process.platform !== 'win32';
const SILENCE_MS = 120_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** How long a program may take to end by itself when its input ends. */
const LAST_WORDS_MS = 1_000;
/** The maximum length of an answer, in characters. */
const LONGEST_ANSWER = 4 * 1024 * 1024;
/** Matches the beginning of a line that answers a question. */
const ABOUT = /^\s*\{\s*"id"\s*:\s*"?(\d+)"?\s*,/;

/** A question without an answer yet. */
interface Question {
  readonly pieces: Pieces;
  readonly log: (message: string) => void;
  /** Restarts the time limit: the program has written something for this question. */
  heard(): void;
  /** Ends the question. */
  done(failure?: { error: unknown }): void;
  /** Ends the question with an error, and cancels it in the program. */
  giveUp(error: unknown): void;
  /** The length of the answer so far. */
  length: number;
}

/** A program that gets questions as lines of JSON. If it ends, the next question starts it again. */
export class Program {
  readonly #options: CommandOptions;
  readonly #questions = new Map<string, Question>();
  readonly #closing = new AbortController();
  #child: ChildProcessWithoutNullStreams | undefined;
  #starting: Promise<ChildProcessWithoutNullStreams> | undefined;
  #asked = 0;
  /** How often in a row it ended without an answer. */
  #failures = 0;
  /** Whether the running program has answered a question. */
  #hasAnswered = false;
  /** When the running program last wrote anything, by `performance.now()`. */
  #heardAt = Number.NEGATIVE_INFINITY;

  constructor(options: CommandOptions) {
    this.#options = options;
  }

  /** Asks a question; the answer goes into `pieces`. */
  ask(question: object, pieces: Pieces, log: (message: string) => void, signal: AbortSignal): void {
    const id = String(++this.#asked);
    const { timeoutMs = SILENCE_MS, command } = this.#options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const done = (failure?: { error: unknown }): void => {
      clearTimeout(timer);
      letGo();
      if (!this.#questions.delete(id)) return;
      pieces.end(failure);
    };
    const giveUp = (error: unknown): void => {
      done({ error });
      if (this.#child) write(this.#child, { id, type: 'cancel' });
    };
    const cancel = (): void => giveUp(signal.reason);
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        giveUp(new BrainError(`${command} was silent for ${timeoutMs} ms.`, { code: 'brain_timeout' }));
        this.#endSilent(timeoutMs);
      }, timeoutMs);
    };
    this.#questions.set(id, { pieces, log, heard, done, giveUp, length: 0 });
    const letGo = onAbort(signal, cancel);
    if (signal.aborted) {
      cancel();
      return;
    }
    heard();
    this.#start().then(
      (child) => {
        if (this.#questions.has(id)) write(child, { id, ...question });
      },
      (error: unknown) => done({ error }),
    );
  }

  /** Closes the input of the program, and kills it and its child processes if it does not end soon after. */
  async close(): Promise<void> {
    this.#closing.abort();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    const timer = setTimeout(() => killGroup(child), LAST_WORDS_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Ends a program that has written nothing for the time limit, and its child processes. The next question restarts it. */
  #endSilent(ms: number): void {
    // It may have been started after the question was asked.
    if (this.#child && performance.now() - this.#heardAt >= ms * 0.9) killGroup(this.#child);
  }

  #start(): Promise<ChildProcessWithoutNullStreams> {
    if (this.#child) return Promise.resolve(this.#child);
    this.#starting ??= this.#spawn().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #spawn(): Promise<ChildProcessWithoutNullStreams> {
    if (this.#failures > 0) {
      const wait = backOff(this.#failures, { first: FIRST_WAIT_MS, most: LONGEST_WAIT_MS, jitter: 0 });
      await sleep(wait, this.#closing.signal);
    }
    const { command, args = [], cwd, env, onStderr } = this.#options;
    if (this.#closing.signal.aborted) {
      throw new BrainError(`${command} is closed.`, { code: 'brain_stopped' });
    }
    const child = await launch(command, args, { cwd, env: env ?? process.env }).catch((cause: unknown) => {
      this.#failures++;
      const why = Reflect.get(Object(cause), 'code') ?? 'for an unknown reason';
      throw new BrainError(`${command} cannot be run: ${why}.`, { code: 'brain_stopped', cause });
    });
    this.#child = child;
    this.#hasAnswered = false;
    this.#heardAt = performance.now();
    const unguard = IS_POSIX && child.pid !== undefined ? guardGroup(child.pid) : () => undefined;
    const heard = (): void => {
      this.#heardAt = performance.now();
    };
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    read(child.stdout, { line: (line) => this.#hear(line), tooLong: (line) => this.#refuse(line) });
    read(child.stderr, { line: (line) => onStderr?.(line) });
    // A write to a program that has just ended fails; its end is reported instead.
    child.stdin.on('error', () => undefined);
    child.once('error', (cause) => this.#lose(child, `cannot be run: ${cause.message}`));
    let timer: ReturnType<typeof setTimeout> | undefined;
    child.once('exit', () => {
      // Its child processes end with it. One that left the group may keep the output open.
      killGroup(child);
      unguard();
      timer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LAST_WORDS_MS);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      this.#lose(child, `ended (${signal ?? `code ${code}`})`);
    });
    return child;
  }

  /** The program is gone, and with it its questions. */
  #lose(child: ChildProcessWithoutNullStreams, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#failures = this.#hasAnswered ? 0 : this.#failures + 1;
    const error = new BrainError(`${this.#options.command} ${how} before it had answered.`, {
      code: 'brain_stopped',
      hint: 'Run it by hand with a line of JSON on its standard input, and check its output.',
    });
    for (const question of [...this.#questions.values()]) question.done({ error });
  }

  /** Handles a line of output. Ignores lines that are no JSON or name no open question. */
  #hear(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return;
    }
    const { id, write: piece, answer, log, error } = Object(value) as Record<string, unknown>;
    const question =
      typeof id === 'string' || typeof id === 'number' ? this.#questions.get(`${id}`) : undefined;
    if (!question) return;
    question.heard();
    for (const text of [piece, answer]) if (typeof text === 'string') question.length += text.length;
    if (question.length > LONGEST_ANSWER) {
      question.giveUp(tooLong(`The answer of ${this.#options.command}`, LONGEST_ANSWER));
      return;
    }
    if (typeof piece === 'string') question.pieces.push(piece);
    if (typeof log === 'string' && log.trim() !== '') question.log(log);
    if (typeof answer !== 'string' && typeof error !== 'string') return;
    this.#hasAnswered = true;
    if (typeof answer === 'string') question.pieces.push(answer);
    const why = error === '' ? `${this.#options.command} reported an error without a reason.` : error;
    question.done(
      typeof why === 'string' ? { error: new BrainError(why, { code: 'brain_failed' }) } : undefined,
    );
  }

  /** Fails the question that a line belongs to, if its beginning names one. */
  #refuse(beginning: string): void {
    const question = this.#questions.get(ABOUT.exec(beginning)?.[1] ?? '');
    question?.giveUp(tooLong(`A line of ${this.#options.command}`, LONGEST_LINE));
  }
}

/**
 * Starts a program in its own process group, which is ended as a whole. Signals that a terminal sends to the agent do
 * not reach it.
 */
async function launch(
  command: string,
  args: readonly string[],
  where: { cwd: string | undefined; env: NodeJS.ProcessEnv },
): Promise<ChildProcessWithoutNullStreams> {
  const detached = IS_POSIX;
  const child = spawn(command, args, { ...where, shell: false, windowsHide: true, detached });
  // If the process has no file descriptors left, there are no pipes, contrary to the types.
  if (child.stdout as Readable | undefined) return child;
  return new Promise((_, reject) => child.once('error', reject));
}

/** Ends a program, if it still runs, and its child processes. */
function killGroup(child: ChildProcessWithoutNullStreams): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (IS_POSIX) process.kill(-pid, 'SIGKILL');
    else killTree(child);
  } catch {
    // Nothing was left.
  }
}

/** Windows has no process groups: `taskkill` ends a running program and its child processes. */
function killTree(child: ChildProcessWithoutNullStreams): void {
  if (child.exitCode === null) {
    spawn('taskkill', ['/pid', `${child.pid}`, '/t', '/f'], { windowsHide: true }).on(
      'error',
      () => undefined,
    );
  }
  child.kill('SIGKILL');
}

function read(stream: Readable, take: LineTaker): void {
  const lines = new Lines(take);
  stream.on('data', (bytes: Uint8Array) => lines.add(bytes));
  // Not on `close`: it comes only after the last stream has closed.
  stream.once('end', () => lines.end());
}

function tooLong(what: string, most: number): BrainError {
  return new BrainError(`${what} is longer than ${most} characters.`, {
    code: 'brain_reply',
    hint: 'Send a long answer in pieces, each in a line of its own, with `write`.',
  });
}

function write(child: ChildProcessWithoutNullStreams, message: object): void {
  if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`);
}
