import { closest } from '@mitosislabs/auth/errors';
import type { Definition } from 'clipanion';
import { placeholderOf } from '../client/officeThings.ts';
import { commandLike } from './unknownCommand.ts';

/** A mistake in a command line, in one line, and the correction if it is known. */
interface Mistake {
  message: string;
  hint?: string | undefined;
}

/** Finds the mistake in the error of clipanion. */
export function mistakeOf(error: unknown, definition: Definition, args: readonly string[]): Mistake {
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

/** Suggests the command or the option that an extra word may mean, such as `mi dev clock` for `mi dev clocks`. */
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

/** Whether the error of clipanion is about something that is missing. */
export function isIncomplete(error: unknown): boolean {
  const [reason = ''] = reasons(error);
  return reason === '' || /^Not enough positional/.test(reason);
}

/** Adds placeholders for all that is missing; `undefined` if something cannot be picked. */
export function withPlaceholders(definition: Definition, args: readonly string[]): string[] | undefined {
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

/** Returns the names of a command's options → whether each takes a value. */
export function optionNames(definition: Definition): Map<string, boolean> {
  const names = new Map<string, boolean>();
  for (const { definition: written } of definition.options) {
    const [list = '', value] = written.split(' ');
    for (const name of list.split(',')) names.set(name, value !== undefined);
  }
  return names;
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

function unknownOption(name: string, definition: Definition): Mistake {
  const names = optionNames(definition);
  if (names.has(name)) return { message: `${name} takes no value` };
  const message = `unknown option ${name}`;
  const long = [...names.keys()].flatMap((one) => (one.startsWith('--') ? [one.slice(2)] : []));
  const meant = name.startsWith('--') ? closest(name.slice(2).toLowerCase(), long) : undefined;
  return { message, hint: meant === undefined ? undefined : `Did you mean --${meant}?` };
}

/** Returns clipanion's reasons, without those about the `--` that a normalised line has. */
function reasons(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const candidates: unknown = Reflect.get(error, 'candidates');
  if (!Array.isArray(candidates)) return [error.message];
  return candidates
    .map(({ reason }: { reason: string | null }) => reason)
    .filter((reason) => reason !== null && !reason.endsWith('("--").')) as string[];
}
