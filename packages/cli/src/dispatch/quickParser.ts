import type { Cli } from 'clipanion';
import type { Context } from '../Context.ts';

/** An option of a command, as clipanion keeps it. */
export interface KnownOption {
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
