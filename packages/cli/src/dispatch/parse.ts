import { Cli, type Command, type CommandClass, type Definition } from 'clipanion';
import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from '../prompt/canAsk.ts';
import { usageLine } from './commandHelp.ts';
import { isIncomplete, mistakeOf, withPlaceholders } from './mistakes.ts';

/** An option of clipanion: `-x`, `-xyz` or `--long-name`, with or without `=value`. */
const OPTION = /^(--[a-z][a-z0-9]*(?:-[a-z0-9]+)*|-[a-zA-Z]+)(=[\s\S]*)?$/;

/** An option of a command, as clipanion keeps it. */
interface KnownOption {
  readonly names: readonly string[];
  /** The number of its values: 0 or 1. */
  readonly arity: number;
  /** Whether `--name=value` is allowed. */
  readonly allowBinding: boolean;
  readonly required: boolean;
}

/** The parts of clipanion's builder of one command that are used here. */
interface Builder {
  readonly options: readonly KnownOption[];
  readonly arity: {
    readonly leading: readonly string[];
    readonly trailing: readonly string[];
    /** The optional arguments; a symbol: any number of them. */
    readonly extra: readonly string[] | symbol;
    readonly proxy: boolean;
  };
}

/** The result of a parse, from which clipanion fills the fields of a command. */
interface State {
  readonly selectedIndex: 0;
  readonly path: readonly [];
  readonly options: { name: string; value: string | boolean }[];
  readonly positionals: { value: string; extra: boolean | symbol }[];
}

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
  const takesValue = new Map<string, boolean>();
  for (const { names, arity } of options) for (const name of names) takesValue.set(name, arity > 0);
  const normalised = normalise(args, takesValue);
  try {
    const command = process(cli, normalised, context);
    // Not given to clipanion: it would copy the context, and open streams that the command may not use.
    command.context = context;
    assertGivenOnce(normalised, options, command);
    return command;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { definition } = parser;
    const { message, hint = `\`mi ${path} --help\` shows how it is used.` } = mistakeOf(
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
    // Only the arguments that the parser needs: the command itself asks for the rest.
    const [needed] = cli.definitions();
    const completed =
      needed && canAsk(context) && isIncomplete(error) ? withPlaceholders(needed, args) : undefined;
    if (!completed) throw error;
    const command = cli.process(completed, { signal: context.signal });
    context.mustPick = true;
    return command;
  }
}

/**
 * Makes clipanion parse an ordinary command line directly. Its state machine, which costs more time than all else in a short
 * command, is built only for a line with a mistake: it explains the mistake.
 *
 * @param cli - The parser of one command. Its lines must be normalised.
 * @returns the options of the command.
 */
export function parseQuickly(cli: Cli<Context>): readonly KnownOption[] {
  const engine = Reflect.get(cli, 'builder');
  const [builder]: [Builder & { context: unknown }] = engine.builders;
  const compile = engine.compile.bind(engine);
  engine.compile = () => ({
    contexts: [builder.context],
    process: (words: string[]) => quickState(builder, words) ?? compile().process(words),
  });
  return builder.options;
}

/** Parses a normalised command line; `undefined` if it is not an ordinary one. */
function quickState({ options, arity }: Builder, words: readonly string[]): State | undefined {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const given: State['options'] = [];
  for (const word of words.slice(0, end)) {
    const [, name = word, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const known = options.find(({ names }) => names.includes(name));
    if (!known || (value === undefined ? known.arity !== 0 : !known.allowBinding)) return undefined;
    given.push({ name, value: value ?? true });
  }
  const isMissing = ({ required, names }: KnownOption): boolean =>
    required && !given.some(({ name }) => names.includes(name));
  const positionals = assigned(arity, words.slice(end + 1));
  if (!positionals || options.some(isMissing)) return undefined;
  return { selectedIndex: 0, path: [], options: given, positionals };
}

/** Tells required arguments from optional ones; `undefined` if there are too many or too few. */
function assigned(
  { leading, trailing, extra, proxy }: Builder['arity'],
  values: readonly string[],
): State['positionals'] | undefined {
  const optional = values.length - leading.length - trailing.length;
  const most = typeof extra === 'symbol' ? Infinity : extra.length;
  if (proxy || optional < 0 || optional > most) return undefined;
  const kind = typeof extra === 'symbol' ? extra : true;
  return values.map((value, index) => ({
    value,
    extra: index >= leading.length && index < leading.length + optional ? kind : false,
  }));
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
