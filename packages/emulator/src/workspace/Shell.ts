import type { ExecResponse } from '@mitosislabs/api';
import { BODY, EXEC } from '../assumptions.ts';
import type { Clock } from '../core/Clock.ts';
import { ApiError } from '../errors.ts';
import type { Drive } from './Drive.ts';
import type { Memory } from './Memory.ts';
import { matcherOf } from './Pattern.ts';
import { noSuchFile, ProgramError } from './ProgramError.ts';
import type { Command, Word } from './parseCommandLine.ts';
import { nameOf, programs, read } from './programs.ts';
import type { Bytes } from './streams.ts';

/** The environment of a command line. */
export interface Workspace {
  drive: Drive;
  env: Readonly<Record<string, string>>;
  clock: Clock;
  memory: Memory;
  /** Yields to others now and then; throws when the time is up. */
  pace(): Promise<void>;
  /** Fires when the time is up. */
  signal: AbortSignal;
}

type Stage = AsyncGenerator<Uint8Array>;

/** Runs the pipelines of one command line, and collects their output. */
export class Shell {
  /** The exit code of the last program. */
  exitCode = 0;
  readonly #workspace: Workspace;
  readonly #printed: Uint8Array[] = [];
  #room: number = EXEC.outputBytes;
  #errors = '';

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The output so far. */
  get result(): ExecResponse {
    // Drops an incomplete character at the end.
    const stdout = new TextDecoder().decode(Buffer.concat(this.#printed), { stream: true });
    return { stdout, stderr: this.#errors, exit_code: this.exitCode };
  }

  /** Records an error and its exit code. */
  fail(code: number, message: string): void {
    this.exitCode = code;
    if (message !== '') this.#errors += `${message}\n`;
  }

  /** Runs a pipeline: all programs at once, each as fast as the next one reads. */
  async run(commands: readonly Command[]): Promise<void> {
    this.exitCode = 0;
    if (commands.length > EXEC.stages) return this.fail(254, 'sh: fork: Resource temporarily unavailable');
    const stages: Stage[] = [];
    let output: Bytes = nothing();
    try {
      for (const [index, command] of commands.entries()) {
        const stage = this.#stage(command, output, index === commands.length - 1);
        stages.push(stage);
        // Runs each up to its first output, or its end, in the order of the line.
        output = resumed(await stage.next(), stage);
      }
      for await (const piece of output) if (!this.#print(piece)) break;
    } finally {
      for (const stage of stages.reverse()) await stage.return(undefined);
    }
  }

  /**
   * Runs one program with its input and output. A missing program or a refused operation fails it; the exit code of the
   * last one is that of the pipeline.
   */
  async *#stage(command: Command, passed: Bytes, isLast: boolean): Stage {
    let name = 'sh';
    const fail = (code: number, message: string): void => this.fail(isLast ? code : this.exitCode, message);
    try {
      const target = command.output && nameOf(command.output.to.text);
      const [first = '', ...words] = await this.#expand(command.words);
      const { drive } = this.#workspace;
      name = first;
      const source = command.input?.text;
      if (source !== undefined && drive.size(nameOf(source)) === undefined) throw noSuchFile(source);
      const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
      if (!program) throw new ProgramError('command not found', 127);
      const input = source === undefined ? passed : read(this.#workspace, source);
      const output = program({ ...this.#workspace, arguments: words, input });
      if (target === undefined) yield* output;
      else await this.#save(target, command.output?.append === true, output);
    } catch (error) {
      if (error instanceof ProgramError) fail(error.code, error.message && `${name}: ${error.message}`);
      else if (error instanceof ApiError) fail(1, `${name}: ${error.message}`);
      else throw error;
    }
  }

  /** Writes the output of a program to a file, even if it fails later, like a shell. */
  async #save(file: string, append: boolean, output: Bytes): Promise<void> {
    const { drive, memory } = this.#workspace;
    const held = memory.hold();
    const pieces: Uint8Array[] = [];
    let size = append ? (drive.size(file) ?? 0) : 0;
    let failure: unknown;
    try {
      try {
        for await (const piece of output) {
          size += piece.length;
          if (size > BODY.fileBytes) break;
          held.resize(size);
          // Copied: a slice would keep the entire file in memory.
          pieces.push(piece.slice());
        }
      } catch (error) {
        if (!(error instanceof ProgramError)) throw error;
        failure = error;
      }
      if (size > BODY.fileBytes) throw new ProgramError('write error: File too large');
      if (append) pieces.unshift(drive.read(file) ?? new Uint8Array());
      drive.write(file, new Uint8Array(Buffer.concat(pieces)));
    } finally {
      held.release();
    }
    if (failure) throw failure;
  }

  /** Expands words to arguments: a word with wildcards to its matching files, or else to itself. */
  async #expand(words: readonly Word[]): Promise<string[]> {
    const { drive, pace } = this.#workspace;
    const all: string[] = [];
    let names: string[] | undefined;
    let room: number = EXEC.argumentCharacters;
    const add = (text: string): void => {
      room -= text.length + 1;
      if (room < 0) throw new ProgramError(`${all[0] ?? text}: Argument list too long`, 126);
      all.push(text);
    };
    for (const { text, pattern } of words) {
      await pace();
      const before = all.length;
      if (pattern !== undefined) {
        const matches = matcherOf(pattern);
        names ??= drive.names();
        for (const name of names) {
          await pace();
          if (matches(name)) add(name);
        }
      }
      if (all.length === before) add(text);
    }
    return all;
  }

  /** Collects printed output; `false` when there is no room for more. */
  #print(piece: Uint8Array): boolean {
    if (piece.length === 0) return true;
    if (this.#room > 0) this.#printed.push(piece.slice(0, this.#room));
    const wasOpen = this.#room >= 0;
    this.#room -= piece.length;
    if (this.#room >= 0) return true;
    if (wasOpen) this.#errors += `sh: the output was cut at ${EXEC.outputBytes} bytes\n`;
    return false;
  }
}

async function* nothing(): Bytes {}

/** The output of a stage, including its first piece. */
async function* resumed(first: IteratorResult<Uint8Array>, stage: Stage): Bytes {
  for (let next = first; !next.done; next = await stage.next()) yield next.value;
}
