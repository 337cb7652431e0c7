import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { sleep } from '@mitosislabs/auth/async';
import {
  type JSONRPCMessage,
  ReadBuffer,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import { getDefaultEnvironment } from '@modelcontextprotocol/client/stdio';
import { guardGroup } from '../command/guardGroup.ts';

/** A server that is started as a process. */
export interface ServerCommand {
  /** The program: a path, or a name that is looked up in `PATH`. No shell reads it. */
  command: string;
  /** Its arguments, each as it is. Default: none. */
  args?: readonly string[] | undefined;
  /** The folder that it runs in. Default: this process's. */
  cwd?: string | undefined;
  /** Variables of its environment, beside `PATH`, `HOME` and a few others. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Called with each line of its standard error, which may contain terminal escapes. Default: ignored. */
  onStderr?: ((line: string) => void) | undefined;
}

const IS_POSIX = process.platform !== 'win32';
/** How long the process may take to end by itself when its input ends, in ms. */
const GOODBYE_MS = 1_000;

/**
 * A server that is spoken to over the standard input and output of its process. The process and its children end with the
 * agent's process, also when that is killed.
 */
export class ServerProcess implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: Transport['onmessage'];
  readonly #command: ServerCommand;
  readonly #buffer = new ReadBuffer();
  #child: ChildProcess | undefined;
  #closing: Promise<void> | undefined;

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** Starts the process. Rejects when there is no such program. */
  start(): Promise<void> {
    const { command, args = [], cwd, env, onStderr } = this.#command;
    const child = spawn(command, args, {
      env: { ...getDefaultEnvironment(), ...env },
      stdio: ['pipe', 'pipe', onStderr ? 'pipe' : 'ignore'],
      // A group of its own, so that its children end with it.
      detached: IS_POSIX,
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
    });
    this.#child = child;
    const release = IS_POSIX && child.pid !== undefined ? guardGroup(child.pid) : undefined;
    child.stdin?.on('error', () => undefined);
    child.stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    if (child.stderr && onStderr) createInterface({ input: child.stderr }).on('line', onStderr);
    child.once('exit', () => {
      kill(child);
      release?.();
      this.onclose?.();
    });
    return new Promise((resolve, reject) => {
      child.once('spawn', () => resolve());
      child.once('error', reject);
    });
  }

  /** Sends a message to the process. */
  async send(message: JSONRPCMessage): Promise<void> {
    const { stdin } = this.#child ?? {};
    if (!stdin?.writable) throw new Error('The process has ended.');
    if (!stdin.write(serializeMessage(message))) {
      await new Promise<void>((resolve) => {
        stdin.once('drain', resolve);
        stdin.once('close', resolve);
      });
    }
  }

  /** Ends the process: its input first, then the process and its children. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new AbortController();
    child.once('exit', () => ended.abort());
    child.stdin?.end();
    await sleep(GOODBYE_MS, ended.signal);
    kill(child);
  }

  #read(chunk: Buffer): void {
    try {
      this.#buffer.append(chunk);
      for (;;) {
        const message = this.#next();
        if (message === null) return;
        if (message) this.onmessage?.(message);
      }
    } catch (error) {
      // A line of that length is no message.
      this.onerror?.(error as Error);
      void this.close();
    }
  }

  /** The next message; `undefined` for a line that is none. */
  #next(): JSONRPCMessage | null | undefined {
    try {
      return this.#buffer.readMessage();
    } catch {
      return undefined;
    }
  }
}

/** Kills a process with its children. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (IS_POSIX) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // All of them have ended.
  }
}
