import { type CommandClass, Option } from 'clipanion';
import type { Context } from '../Context.ts';
import type { Description } from '../operations/Description.ts';
import { type CommandEntry, topicAliases } from './CommandEntry.ts';
import { commandTable } from './commandTable.ts';
import { classLoaders, descriptionLoaders } from './loaders.ts';

const HELP = new Set(['-h', '--help']);

/** The result of a search for a command. */
export type Found =
  /** A command, and the arguments after its words. */
  | { kind: 'command'; entry: CommandEntry; rest: string[] }
  /** A first word that commands share, such as `offices`, and no second one. */
  | { kind: 'topic'; topic: string }
  /** No word at all. */
  | { kind: 'nothing' }
  /** Words that name no command. `topic` is set if the first one is right; else `next` is the second word. */
  | { kind: 'unknown'; words: string; topic?: string; next?: string | undefined };

/** Finds the command that the first one or two words of a command line name. */
export function findCommand(argv: readonly string[]): Found {
  const [first, second] = argv;
  if (first === undefined || first.startsWith('-')) return { kind: 'nothing' };
  const topic = Object.hasOwn(topicAliases, first) ? (topicAliases[first] ?? first) : first;
  const single = commandTable.find(({ path }) => path === topic);
  // `mi mcp` is a command, and so is `mi mcp install`.
  const pair = commandTable.find(({ path }) => path === `${topic} ${second}`);
  if (single && pair) return { kind: 'command', entry: pair, rest: argv.slice(2) };
  if (single) return { kind: 'command', entry: single, rest: argv.slice(1) };
  if (!commandTable.some(({ path }) => path.startsWith(`${topic} `))) {
    return { kind: 'unknown', words: first, next: second };
  }
  if (second === undefined) return { kind: 'topic', topic };
  if (second.startsWith('-')) {
    // `mi events --follow` is `mi events list --follow`.
    const main = HELP.has(second) ? undefined : commandTable.find(({ aliases }) => aliases?.includes(topic));
    return main ? { kind: 'command', entry: main, rest: argv.slice(1) } : { kind: 'topic', topic };
  }
  const words = `${topic} ${second}`;
  const entry = pair ?? commandTable.find(({ aliases }) => aliases?.includes(words));
  if (entry) return { kind: 'command', entry, rest: argv.slice(2) };
  return { kind: 'unknown', words: `${first} ${second}`, topic };
}

/**
 * Loads the class of a command: its own file, or the description of its operation. It gets the options that follow from
 * what its operation does.
 */
export async function loadCommand(entry: CommandEntry): Promise<CommandClass<Context>> {
  const { path } = entry;
  const load = classLoaders[path] ?? (() => derived(path));
  return withOperation(await load(), entry);
}

async function derived(path: string): Promise<CommandClass<Context>> {
  const topic = path.split(' ')[0] ?? path;
  const [{ derivedCommand }, descriptions] = await Promise.all([
    import('../operations/derivedCommand.ts'),
    descriptionLoaders[topic]?.(),
  ]);
  const description = Reflect.get(descriptions?.default ?? {}, path) as Description;
  return derivedCommand(description);
}

/**
 * Returns a command with its operation, and with the options that follow from what that does: `--dry-run` if it changes
 * something, and `--yes` if it deletes or replaces something.
 */
function withOperation(
  commandClass: CommandClass<Context>,
  { operation, effect }: CommandEntry,
): CommandClass<Context> {
  if (operation === undefined && effect === undefined) return commandClass;
  const base = commandClass as unknown as new () => object;
  return class extends base {
    constructor() {
      super();
      Reflect.set(this, 'resultOf', operation);
      if (effect === undefined) return;
      Reflect.set(
        this,
        'dryRun',
        Option.Boolean('--dry-run', false, { description: 'print the request without sending it' }),
      );
      if (effect !== 'destroys') return;
      Reflect.set(this, 'yes', Option.Boolean('-y,--yes', false, { description: 'do not ask' }));
      Reflect.set(this, 'destroys', true);
    }
  } as unknown as CommandClass<Context>;
}
