import { spawn } from 'node:child_process';
import { onAbort } from '@mitosislabs/auth/async';
import type { Context, Output } from '../Context.ts';
import { Interruption } from '../errors/Interruption.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { isCI } from '../terminal/isCI.ts';

/** `F`: do not wait if all fits; `R`: show colours; `X`: leave the text on the screen. */
const DEFAULT_PAGER = 'less -FRX';
/** A command line that needs no shell: a missing program is noticed without a message of the shell. */
const PLAIN = /^[\w@%+=:,./\\ -]+$/;
/** A shell exits with these if the program cannot be run, or is not there. */
const CANNOT_RUN = new Set([126, 127]);

/** Shows a text in the pager, and waits until it is closed. Without a pager, writes the text to standard output. */
export async function page(text: string, context: Context): Promise<void> {
  const command = pagerOf(context);
  if (command !== undefined && (await show(text, command, context))) return;
  if (command !== undefined && command !== DEFAULT_PAGER) {
    context.stderr.write(`${escapeLine(`note: the pager ${command} cannot be started`)}\n`);
  }
  context.stdout.write(text);
}

/** Returns the command line of the pager: MI_PAGER, else PAGER, else `less`. `undefined`: none is wanted. */
function pagerOf({ env, noPager, noInput }: Context): string | undefined {
  if (noPager || noInput || env['TERM'] === 'dumb' || isCI(env)) return undefined;
  const command = (env['MI_PAGER'] ?? env['PAGER'] ?? DEFAULT_PAGER).trim();
  return command === '' || command === 'cat' ? undefined : command;
}

/** Runs the pager until it ends. Returns whether it could be started. */
async function show(text: string, command: string, context: Context): Promise<boolean> {
  const [program = '', ...args] = PLAIN.test(command) ? command.split(/ +/) : ['/bin/sh', '-c', command];
  const { stdout, stderr, env, signal } = context;
  const child = spawn(program, args, {
    stdio: ['pipe', inherited(stdout), inherited(stderr)],
    // Other programs that name `less` as their pager expect these options, too.
    env: { LESS: 'FRX', LV: '-c', ...env },
  });
  child.stdout?.pipe(stdout, { end: false });
  child.stderr?.pipe(stderr, { end: false });
  // Ctrl-C is for the pager, which has the terminal.
  context.isPaging = true;
  const forget = onAbort(signal, () => child.kill());
  // The reader may close the pager before the end of the text.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(text);
  try {
    const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('error', () => resolve([127, null]));
      child.once('close', (...outcome) => resolve(outcome));
    });
    if (signal.aborted) throw signal.reason;
    if (killedBy === 'SIGINT') throw new Interruption('sigint');
    return code === null || !CANNOT_RUN.has(code);
  } finally {
    forget();
    context.isPaging = false;
  }
}

/** The file of a stream, for the pager to write to; a pipe if the stream has none. */
function inherited(stream: Output): number | 'pipe' {
  const fd: unknown = Reflect.get(stream, 'fd');
  return typeof fd === 'number' ? fd : 'pipe';
}
