import { closest } from '@mitosislabs/auth/errors';
import { Cli, type Command, type CommandClass, type Definition } from 'clipanion';
import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { usageLine } from './commandHelp.ts';

/** An option of clipanion: `-x`, `-xyz` or `--long-name`, with or without `=value`. */
const OPTION = /^(--[a-z]+(?:-[a-z]+)*|-[a-zA-Z]+)(=[\s\S]*)?$/;

/** Creates clipanion's parser with one command only: it builds its state machine for every command line. */
export function cliOf(
  path: string,
  command: CommandClass<Context>,
): { cli: Cli<Context>; definition: Definition } {
  const cli = new Cli<Context>({ binaryName: `mi ${path}` });
  cli.register(command);
  const [definition] = cli.definitions();
  if (!definition) throw new Error(`The command ${path} has no usage.`);
  return { cli, definition };
}

/** Creates the command of a command line, ready to execute. */
export function parse(
  path: string,
  commandClass: CommandClass<Context>,
  args: readonly string[],
  context: Context,
): Command<Context> {
  const { cli, definition } = cliOf(path, commandClass);
  const normalised = normalise(args, optionNames(definition));
  try {
    return cli.process(normalised, context);
  } catch (error) {
    const { message, hint = `\`mi ${path} --help\` shows how it is used.` } = problem(
      error,
      definition,
      normalised,
    );
    throw new UsageError(message, { usage: usageLine(definition), hint });
  }
}

/**
 * Rewrites a command line to the form that clipanion parses reliably: `name=value` for options, then `--`, then the
 * arguments. So values and arguments may begin with a dash if they cannot be options: `-a -5`, `"- an item"`.
 *
 * @param args - The arguments after the command's words.
 * @param options - The names of its options → whether each takes a value.
 */
export function normalise(args: readonly string[], options: ReadonlyMap<string, boolean>): string[] {
  const named: string[] = [];
  const positional: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const token = args[index] ?? '';
    const next = args[index + 1];
    if (token === '--') {
      positional.push(...args.slice(index + 1));
      break;
    }
    if (isOutputChoice(token)) {
      // The last one of --json and --no-json counts.
      for (let at = named.length - 1; at >= 0; at--) {
        if (isOutputChoice(named[at] ?? '') && isText(named[at] ?? '') !== isText(token)) named.splice(at, 1);
      }
      named.push(token);
    } else if (options.get(token) && next !== undefined && !(OPTION.test(next) || next === '--')) {
      named.push(`${token}=${next}`);
      index++;
    } else if (OPTION.test(token)) {
      named.push(token);
    } else {
      positional.push(token);
    }
  }
  return positional.length > 0 ? [...named, '--', ...positional] : named;
}

/** Whether an option is `--json`, `--json=fields` or `--no-json`. */
function isOutputChoice(token: string): boolean {
  return /^--(no-json|json(=.*)?)$/s.test(token);
}

function isText(token: string): boolean {
  return token === '--no-json';
}

/** Returns the names of a command's options → whether each takes a value. */
function optionNames(definition: Definition): Map<string, boolean> {
  const names = new Map<string, boolean>();
  for (const { definition: written } of definition.options) {
    const [list = '', value] = written.split(' ');
    for (const name of list.split(',')) names.set(name, value !== undefined);
  }
  return names;
}

/** A mistake in a command line, in one line, and the correction if it is known. */
interface Problem {
  message: string;
  hint?: string | undefined;
}

/** Finds the mistake in the error of clipanion. */
function problem(error: unknown, definition: Definition, args: readonly string[]): Problem {
  const missing = definition.options
    .filter(({ required }) => required)
    .map(({ definition: written }) => (written.split(' ')[0] ?? '').split(','))
    .filter((names) => !args.some((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`))));
  const message = reasons(error)[0] ?? '';
  if (message === '' && missing.length > 0) {
    const names = missing.map((all) => all.join(', ')).join(' and ');
    return { message: `${names} ${missing.length > 1 ? 'are' : 'is'} required` };
  }
  const unknown = /^(?:Unsupported|Invalid) option name \("(.*)"\)/s.exec(message)?.[1];
  if (unknown !== undefined) return unknownOption(unknown.split('=')[0] ?? unknown, definition);
  const lacking = /^Not enough arguments to option (\S+)\.$/.exec(message)?.[1];
  if (lacking !== undefined) return { message: `${lacking} needs a value` };
  if (/^Not enough positional/.test(message)) return { message: 'an argument is missing' };
  const extra = /^Extraneous positional argument \("(.*)"\)/s.exec(message)?.[1];
  if (extra !== undefined) {
    const hint = optionNames(definition).has('--office')
      ? 'The office is named with -o <office>.'
      : undefined;
    return { message: `there is an argument too many: ${extra}`, hint };
  }
  return { message: message || 'that cannot be read' };
}

function unknownOption(name: string, definition: Definition): Problem {
  const names = optionNames(definition);
  if (names.has(name)) return { message: `${name} takes no value` };
  const message = `unknown option ${name}`;
  if (/^(-o|--office)$/.test(name) && definition.usage.includes('office')) {
    return { message, hint: `The office is the first argument: ${definition.usage}` };
  }
  const long = [...names.keys()].flatMap((one) => (one.startsWith('--') ? [one.slice(2)] : []));
  const meant = name.startsWith('--') ? closest(name.slice(2).toLowerCase(), long) : undefined;
  return { message, hint: meant === undefined ? undefined : `Did you mean --${meant}?` };
}

/** Returns clipanion's reasons, without those about the `--` that {@link normalise} adds. */
function reasons(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const candidates: unknown = Reflect.get(error, 'candidates');
  if (!Array.isArray(candidates)) return [error.message];
  return candidates
    .map(({ reason }: { reason: string | null }) => reason)
    .filter((reason) => reason !== null && !reason.endsWith('("--").')) as string[];
}
