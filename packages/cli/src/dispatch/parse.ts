import { closest } from '@mitosislabs/auth/errors';
import { Cli, type Command, type CommandClass, type Definition } from 'clipanion';
import type { Context } from '../Context.ts';
import { placeholderOf } from '../client/officeThings.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from '../prompt/canAsk.ts';
import { usageLine } from './commandHelp.ts';
import { type KnownOption, parseQuickly } from './quickParser.ts';
import { commandLike } from './unknownCommand.ts';

/** An option of clipanion: `-x`, `-xyz` or `--long-name`, with or without `=value`. */
const OPTION = /^(--[a-z][a-z0-9]*(?:-[a-z0-9]+)*|-[a-zA-Z]+)(=[\s\S]*)?$/;

/** How the help shows a command whose arguments and options the parser takes for optional. */
interface Shown {
  /** The arguments, as in `<group>`. */
  readonly arguments: readonly string[];
  /** The long options that are required. */
  readonly required: readonly string[];
}

/** Creates clipanion's parser with one command only: it builds its state machine for every command line. */
export function cliOf(
  path: string,
  command: CommandClass<Context>,
): { cli: Cli<Context>; options: readonly KnownOption[]; readonly definition: Definition } {
  const cli = new Cli<Context>({ binaryName: `mi ${path}` });
  cli.register(command);
  return {
    cli,
    options: parseQuickly(cli),
    // For the help and for mistakes: it takes time to make.
    get definition() {
      const [definition] = cli.definitions();
      if (!definition) throw new Error(`The command ${path} has no usage.`);
      return shownAs(path, definition, command);
    },
  };
}

/** The definition for the help. The parser treats required fields as optional, because `--body` may contain them. */
function shownAs(
  path: string,
  definition: Definition,
  command: CommandClass<Context> & { shown?: Shown },
): Definition {
  const { shown } = command;
  if (!shown) return definition;
  return {
    ...definition,
    usage: [`mi ${path}`, ...shown.arguments].join(' '),
    options: definition.options.map((option) =>
      shown.required.some((name) => (option.definition.split(' ')[0] ?? '').split(',').includes(name))
        ? { ...option, required: true }
        : option,
    ),
  };
}

/** Creates the command of a command line, ready to execute. */
export function parse(
  path: string,
  commandClass: CommandClass<Context>,
  args: readonly string[],
  context: Context,
): Command<Context> {
  const parser = cliOf(path, commandClass);
  const { cli, options } = parser;
  const takesValue = options.flatMap(({ names, arity }) => names.map((name) => [name, arity > 0] as const));
  const normalised = normalise(args, new Map(takesValue));
  try {
    const command = process(cli, normalised, context);
    // Not given to clipanion: it would copy the context, and open streams that the command may not use.
    command.context = context;
    assertGivenOnce(normalised, options, command);
    return command;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { definition } = parser;
    const { message, hint = `\`mi ${path} --help\` shows how it is used.` } = problem(
      error,
      definition,
      normalised,
    );
    throw new UsageError(message, { usage: usageLine(definition), hint });
  }
}

/** Parses a command line. At a terminal, placeholders stand for missing arguments that a person can pick. */
function process(cli: Cli<Context>, args: readonly string[], context: Context): Command<Context> {
  try {
    return cli.process([...args], { signal: context.signal });
  } catch (error) {
    const [reason = ''] = reasons(error);
    const isIncomplete = reason === '' || /^Not enough positional/.test(reason);
    // Only the arguments that the parser needs: the command itself asks for the rest.
    const [needed] = cli.definitions();
    const completed = isIncomplete && needed && canAsk(context) ? withPlaceholders(needed, args) : undefined;
    if (!completed) throw error;
    const command = cli.process(completed, { signal: context.signal });
    context.mustPick = true;
    return command;
  }
}

/** Adds placeholders for all that is missing; `undefined` if something cannot be picked. */
function withPlaceholders(definition: Definition, args: readonly string[]): string[] | undefined {
  const end = args.indexOf('--');
  const options = missingOptions(definition, args).map((names) => {
    const name = names.at(-1) ?? '';
    const placeholder = placeholderOf(name.replace(/^-+/, ''));
    return placeholder && `${name}=${placeholder}`;
  });
  const words = missingArguments(definition, args).map((word) => placeholderOf(word.slice(1, -1)));
  const given =
    end < 0 ? { options: args, words: [] } : { options: args.slice(0, end), words: args.slice(end + 1) };
  const all = [...given.options, ...options, '--', ...given.words, ...words];
  return all.every((word) => word !== undefined) ? all : undefined;
}

/**
 * Rewrites a command line to the form that clipanion parses reliably: `name=value` for options, then `--`, then the
 * arguments. So values and arguments may begin with a dash if they cannot be options: `-a -5`, `"- an item"`. Short options
 * may stand together, and the last one with its value: `-wnaria`.
 *
 * @param args - The arguments after the command's words.
 * @param options - The names of its options → whether each takes a value.
 */
export function normalise(args: readonly string[], options: ReadonlyMap<string, boolean>): string[] {
  const named: string[] = [];
  const positional: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const token = args[index] ?? '';
    if (token === '--') {
      positional.push(...args.slice(index + 1));
      break;
    }
    const short = shortOptions(token, options);
    const last = short.at(-1) ?? token;
    if (isOutputChoice(token)) {
      // The last one of --json and --no-json counts.
      const others = named.filter((one) => !isOutputChoice(one) || isText(one) === isText(token));
      named.splice(0, named.length, ...others, token);
    } else if (takesNext([last, ...args.slice(index + 1, index + 2)], 0, options)) {
      named.push(...short.slice(0, -1), `${last}=${args[index + 1]}`);
      index++;
    } else if (short.length > 0) {
      named.push(...short);
    } else if (OPTION.test(token)) {
      named.push(token);
    } else {
      positional.push(token);
    }
  }
  return positional.length > 0 ? [...named, '--', ...positional] : named;
}

/** Splits short options that stand together: `-wnaria` → `-w`, `-n=aria`. Returns an empty list for any other word. */
function shortOptions(token: string, options: ReadonlyMap<string, boolean>): string[] {
  if (!/^-[a-zA-Z]/.test(token) || options.has(token)) return [];
  const split: string[] = [];
  for (let at = 1; at < token.length; at++) {
    const name = `-${token.charAt(at)}`;
    const takesValue = options.get(name);
    const rest = token.slice(at + 1);
    if (takesValue === undefined || rest.startsWith('=')) return [];
    if (takesValue) return [...split, rest === '' ? name : `${name}=${rest}`];
    split.push(name);
  }
  return split;
}

/** Whether a word may be an option: it begins with a dash and a letter, or with two dashes. */
export function isOption(word: string): boolean {
  return /^-[a-zA-Z-]/.test(word);
}

/** Whether the option at a place takes the next word as its value. */
export function takesNext(
  args: readonly string[],
  place: number,
  options: ReadonlyMap<string, boolean>,
): boolean {
  const next = args[place + 1];
  return options.get(args[place] ?? '') === true && next !== undefined && !OPTION.test(next) && next !== '--';
}

/**
 * Refuses an option with two values that takes one.
 *
 * @throws {@link UsageError} that names it.
 */
function assertGivenOnce(
  args: readonly string[],
  options: readonly KnownOption[],
  command: Command<Context>,
): void {
  const end = args.indexOf('--');
  const given = args
    .slice(0, end < 0 ? args.length : end)
    .map((arg) => /^(-[^=]+)=(.*)$/s.exec(arg)?.slice(1, 3) ?? [])
    .filter((pair) => pair.length > 0);
  if (given.length < 2) return;
  const lists = Object.values(command).filter(Array.isArray);
  for (const { names } of options) {
    const values = given.filter(([name = '']) => names.includes(name)).map(([, value]) => value);
    // clipanion does not tell which options may be repeated, but it puts the values of those into a list.
    if (values.length < 2 || lists.some((list) => values.every((value) => list.includes(value)))) continue;
    throw new UsageError(
      `${names.join(', ')} is given ${values.length === 2 ? 'twice' : `${values.length} times`}`,
      {
        hint: 'It takes one value.',
      },
    );
  }
}

/** Whether an option is `--json`, `--json=fields` or `--no-json`. */
function isOutputChoice(token: string): boolean {
  return /^--(no-json|json(=.*)?)$/s.test(token);
}

function isText(token: string): boolean {
  return token === '--no-json';
}

/** Returns the names of a command's options → whether each takes a value. */
export function optionNames(definition: Definition): Map<string, boolean> {
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
  const missing = missingOptions(definition, args);
  const message = reasons(error)[0] ?? '';
  if (message === '' && missing.length > 0) {
    const names = missing.map((all) => all.join(', ')).join(' and ');
    return { message: `${names} ${missing.length > 1 ? 'are' : 'is'} required` };
  }
  const unknown = /^(?:Unsupported|Invalid) option name \("(.*)"\)/s.exec(message)?.[1];
  if (unknown !== undefined) return unknownOption(unknown.split('=')[0] ?? unknown, definition);
  const lacking = /^Not enough arguments to option (\S+)\.$/.exec(message)?.[1];
  if (lacking !== undefined) return { message: `${lacking} needs a value` };
  if (/^Not enough positional/.test(message)) {
    const words = missingArguments(definition, args);
    return { message: `${words.join(' and ')} ${words.length > 1 ? 'are' : 'is'} missing` };
  }
  const extra = /^Extraneous positional argument \("(.*)"\)/s.exec(message)?.[1];
  if (extra !== undefined) {
    return { message: `unexpected argument: ${extra}`, hint: hintForExtra(extra, definition, missing) };
  }
  return { message: message || 'the command line cannot be parsed' };
}

/** Names the command that a word too many may stand for, as `mi dev clock` for `mi dev clocks`, or the option for it. */
function hintForExtra(
  extra: string,
  definition: Definition,
  missing: readonly (readonly string[])[],
): string | undefined {
  const words = definition.path.split(' ').slice(1).join(' ');
  const meant = commandLike(words, extra.toLowerCase());
  if (meant !== undefined) return `Did you mean \`mi ${meant}\`?`;
  const [option] = missing[0] ?? [];
  // `mi agents hire aria` means the name, and an id means the office.
  if (option !== undefined && missing.length === 1 && !/^[0-9a-f-]{36}$/i.test(extra)) {
    return `Did you mean ${option} ${/^[\w.@:/-]+$/.test(extra) ? extra : "'…'"}?`;
  }
  return optionNames(definition).has('--office') ? 'Name the office with -o <office>.' : undefined;
}

/** Returns the required options that are missing: the names of each. */
function missingOptions({ options }: Definition, args: readonly string[]): string[][] {
  return options
    .filter(({ required }) => required)
    .map(({ definition }) => (definition.split(' ')[0] ?? '').split(','))
    .filter((names) => !args.some((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`))));
}

/** Returns the arguments that are missing, as the help shows them. */
function missingArguments({ usage }: Definition, args: readonly string[]): string[] {
  const required = [...usage.matchAll(/<([^>]+)>/g)].map(([word]) => word);
  const end = args.indexOf('--');
  return required.slice(end < 0 ? 0 : args.length - end - 1);
}

function unknownOption(name: string, definition: Definition): Problem {
  const names = optionNames(definition);
  if (names.has(name)) return { message: `${name} takes no value` };
  const message = `unknown option ${name}`;
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
