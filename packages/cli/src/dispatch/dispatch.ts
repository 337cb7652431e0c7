import type { Context } from '../Context.ts';
import { type CommandEntry, topicAliases } from './CommandEntry.ts';
import { commandTable } from './commandTable.ts';

const HELP = new Set(['-h', '--help']);

/** The result of a search for a command. */
type Found =
  /** A command, and the arguments after its words. */
  | { kind: 'command'; entry: CommandEntry; rest: string[] }
  /** A first word that commands share, such as `offices`, and no second one. */
  | { kind: 'topic'; topic: string }
  /** No word at all. */
  | { kind: 'nothing' }
  /** Words that name no command. `topic` is set if the first one is right; else `next` is the second word. */
  | { kind: 'unknown'; words: string; topic?: string; next?: string | undefined };

/** Finds the command that `argv` names, loads only that one, and runs it. */
export async function dispatch(argv: readonly string[], context: Context): Promise<number> {
  const asked = argv[0] === 'help';
  const words = asked ? argv.slice(1) : argv;
  const found = findCommand(words);
  switch (found.kind) {
    case 'command': {
      const commandClass = await found.entry.load();
      const { parse, cliOf } = await import('./parse.ts');
      const { path } = found.entry;
      if (asked || asksForHelp(found.rest)) {
        const { commandHelp } = await import('./commandHelp.ts');
        context.stdout.write(commandHelp(cliOf(path, commandClass).definition));
        return 0;
      }
      const command = parse(path, commandClass, found.rest, context);
      return command.validateAndExecute().catch(async (error: unknown) => {
        await command.catch(error);
        throw error;
      });
    }
    case 'topic': {
      if (!asked && words.length > 1 && !asksForHelp(words)) {
        const { UsageError } = await import('../errors/UsageError.ts');
        throw new UsageError(`mi ${found.topic} needs a command before ${words[1]}`, {
          hint: `\`mi ${found.topic} --help\` lists them.`,
        });
      }
      const { topicHelp } = await import('./help.ts');
      context.stdout.write(topicHelp(found.topic));
      return 0;
    }
    case 'nothing':
      return nothing(words, context);
    case 'unknown': {
      const { unknownCommand } = await import('./unknownCommand.ts');
      throw unknownCommand(found);
    }
  }
}

/** Finds the command that the first one or two words of a command line name. */
export function findCommand(argv: readonly string[]): Found {
  const [first, second] = argv;
  if (first === undefined || first.startsWith('-')) return { kind: 'nothing' };
  const topic = Object.hasOwn(topicAliases, first) ? (topicAliases[first] ?? first) : first;
  const single = commandTable.find(({ path }) => path === topic);
  if (single) return { kind: 'command', entry: single, rest: argv.slice(1) };
  if (!commandTable.some(({ path }) => path.startsWith(`${topic} `))) {
    return { kind: 'unknown', words: first, next: second };
  }
  if (second === undefined || second.startsWith('-')) return { kind: 'topic', topic };
  const entry = commandTable.find(({ path }) => path === `${topic} ${second}`);
  if (entry) return { kind: 'command', entry, rest: argv.slice(2) };
  return { kind: 'unknown', words: `${first} ${second}`, topic };
}

async function nothing(words: readonly string[], context: Context): Promise<number> {
  const [option] = words;
  if (option === '--version' || option === '-v') {
    const { version } = await import('../version.ts');
    context.stdout.write(`${version()}\n`);
    return 0;
  }
  if (option !== undefined && !HELP.has(option)) {
    const { UsageError } = await import('../errors/UsageError.ts');
    throw new UsageError(`${option} comes before a command`, {
      hint: 'Options follow the command: mi offices list --json. `mi --help` lists the commands.',
    });
  }
  const [, next] = words;
  if (next !== undefined && !next.startsWith('-')) return dispatch(['help', ...words.slice(1)], context);
  const { topHelp } = await import('./help.ts');
  context.stdout.write(topHelp());
  return 0;
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => HELP.has(arg.split('=', 1)[0] ?? arg));
}
