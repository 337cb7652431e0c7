import type { ExecResponse } from '@mitosislabs/api';
import { EXEC } from '../assumptions.ts';
import { ApiError } from '../platform/ApiError.ts';
import type { Clock } from '../platform/Clock.ts';
import type { Drive } from './Drive.ts';
import { type Command, CommandSyntaxError, parseCommandLine, type Word } from './parseCommandLine.ts';
import { Exit, nameOf, ProgramError, programs } from './programs.ts';

/** What a command line runs with. */
export interface Workspace {
  drive: Drive;
  env: Readonly<Record<string, string>>;
  clock: Clock;
  /** Fires when the time is up. */
  signal: AbortSignal;
}

/**
 * Runs a command line on an office's files. There is no shell and no process behind it: nothing of this machine can be
 * read, written or run.
 */
export async function runCommandLine(line: string, workspace: Workspace): Promise<ExecResponse> {
  const result: ExecResponse = { stdout: '', stderr: '', exit_code: 0 };
  try {
    for (const { when, commands } of parseCommandLine(line, workspace.env)) {
      if (when !== 'always' && (when === 'succeeded') !== (result.exit_code === 0)) continue;
      let passed = '';
      for (const command of commands) passed = await run(command, passed, workspace, result);
      result.stdout = (result.stdout + passed).slice(0, EXEC.outputCharacters);
    }
  } catch (error) {
    if (error instanceof Exit) result.exit_code = error.code;
    else if (error instanceof CommandSyntaxError) fail(result, 2, `sh: ${error.message}`);
    else if (workspace.signal.aborted) fail(result, 124, 'sh: timed out');
    else throw error;
  }
  return result;
}

/** Runs one program; what it wrote and did not put into a file goes on to the next. */
async function run(
  command: Command,
  passed: string,
  workspace: Workspace,
  result: ExecResponse,
): Promise<string> {
  const { drive, env, clock, signal } = workspace;
  const [name = '', ...words] = command.words.flatMap((word) => filesOf(drive, word));
  let output = '';
  result.exit_code = 0;
  const out = (text: string): void => {
    if (output.length < EXEC.outputCharacters) output += text;
  };
  await attempt(result, name, async () => {
    const input = command.input === undefined ? passed : textOf(drive, command.input);
    const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
    if (!program) throw new ProgramError('command not found', 127);
    await program({ arguments: words, input, drive, env, clock, signal, out });
  });
  const { output: target } = command;
  if (!target) return output;
  await attempt(result, 'sh', () => {
    const file = nameOf(target.to.text);
    const before = target.append ? Buffer.from(drive.read(file) ?? []) : Buffer.alloc(0);
    drive.write(file, new Uint8Array(Buffer.concat([before, Buffer.from(output)])));
  });
  return '';
}

/** Does something for a program; what it may not do, or what is not there, is the program's failure. */
async function attempt(result: ExecResponse, name: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProgramError) fail(result, error.code, error.message && `${name}: ${error.message}`);
    else if (error instanceof ApiError) fail(result, 1, `${name}: ${error.message}`);
    else throw error;
  }
}

/** The files that a word with wildcards stands for, or the word itself. */
function filesOf(drive: Drive, { text, pattern }: Word): string[] {
  const names = pattern === undefined ? [] : drive.names().filter((name) => pattern.test(name));
  return names.length > 0 ? names : [text];
}

function textOf(drive: Drive, { text }: Word): string {
  const content = drive.read(nameOf(text));
  if (content === undefined) throw new ProgramError(`${text}: No such file`);
  return Buffer.from(content).toString();
}

function fail(result: ExecResponse, code: number, message: string): void {
  result.exit_code = code;
  if (message !== '') result.stderr += `${message}\n`;
}
