import type { Context } from '../Context.ts';
import { type Found, findCommand, loadCommand } from './findCommand.ts';
import { cliOf, parse } from './parse.ts';

const HELP = new Set(['-h', '--help']);
/** The API of OpenTelemetry, where an SDK was loaded before `mi`: `NODE_OPTIONS="--import …"`. */
const OPENTELEMETRY = Symbol.for('opentelemetry.js.api.1');

/** Finds the command that `argv` names, loads only that one, and runs it. */
export async function dispatch(argv: readonly string[], context: Context): Promise<number> {
  if (argv.some((word) => word.includes('\ufffd'))) {
    const { assertUTF8 } = await import('./assertUTF8.ts');
    assertUTF8(argv);
  }
  const asked = argv[0] === 'help';
  const words = asked ? argv.slice(1) : argv;
  const found = await find(words);
  switch (found.kind) {
    case 'command': {
      const commandClass = await loadCommand(found.entry);
      const { path } = found.entry;
      if (asked || asksForHelp(found.rest)) {
        const { commandHelp } = await import('./commandHelp.ts');
        const { definition } = cliOf(path, commandClass);
        await writeHelp((width) => commandHelp(definition, width), context);
        return 0;
      }
      context.command = path;
      const command = parse(path, commandClass, found.rest, context);
      const execute = (): Promise<number> =>
        command.validateAndExecute().catch(async (error: unknown) => {
          await command.catch(error);
          throw error;
        });
      const traceparent = context.env['TRACEPARENT'];
      const hasOpenTelemetry = Reflect.has(globalThis, OPENTELEMETRY);
      if (traceparent === undefined && !hasOpenTelemetry) return execute();
      const { followCommand } = await import('./followCommand.ts');
      return followCommand(path, { traceparent, hasOpenTelemetry }, execute);
    }
    case 'topic': {
      if (!asked && words.length > 1 && !asksForHelp(words)) {
        const { UsageError } = await import('../errors/UsageError.ts');
        throw new UsageError(`mi ${found.topic} needs a command before ${words[1]}`, {
          hint: `\`mi ${found.topic} --help\` lists them.`,
        });
      }
      const { topicHelp } = await import('./help.ts');
      await writeHelp((width) => topicHelp(found.topic, width), context);
      return 0;
    }
    case 'nothing':
      return nothing(words, asked, context);
    case 'unknown': {
      if (asked || asksForHelp(words)) {
        const { helpPage } = await import('./help.ts');
        if (helpPage(found.words) !== undefined) {
          await writeHelp((width) => helpPage(found.words, width) ?? '', context);
          return 0;
        }
      }
      const { unknownCommand } = await import('./unknownCommand.ts');
      throw unknownCommand(found);
    }
  }
}

/** Finds the command of a command line. Options may stand before and between its words. */
async function find(words: readonly string[]): Promise<Found> {
  const [first = '', second = ''] = words;
  const found = findCommand(words);
  if (!first.startsWith('-') && !(found.kind === 'topic' && second.startsWith('-'))) return found;
  const { searchCommand } = await import('./searchCommand.ts');
  return (await searchCommand(words)) ?? found;
}

async function nothing(words: readonly string[], asked: boolean, context: Context): Promise<number> {
  const [option] = words;
  if (option === '--version' || option === '-v') {
    const { version } = await import('../version.ts');
    context.stdout.write(`${version()}\n`);
    return 0;
  }
  if (option !== undefined && !asksForHelp(words)) {
    const { UsageError } = await import('../errors/UsageError.ts');
    const word = words.find((one) => !one.startsWith('-'));
    const message = word === undefined ? `${option} needs a command` : `there is no command ${word}`;
    throw new UsageError(message, { hint: '`mi --help` lists the commands.' });
  }
  const [{ shortHelp, topHelp }, { startingWords }] = await Promise.all([
    import('./help.ts'),
    import('../terminal/message.ts'),
  ]);
  const help = asked || option !== undefined ? topHelp : shortHelp;
  const mi = startingWords(context.env);
  const hint = mi === 'mi' ? '' : `\nIn this folder, type \`${mi}\` for \`mi\`.\n`;
  await writeHelp((width) => help(width) + hint, context);
  return 0;
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => HELP.has(arg.split('=', 1)[0] ?? arg));
}

/** Writes a page of the help, as wide as the terminal allows. */
async function writeHelp(help: (width: number) => string, context: Context): Promise<void> {
  const [{ helpWidth }, { writeText }] = await Promise.all([
    import('./layout.ts'),
    import('../output/writeText.ts'),
  ]);
  await writeText(help(helpWidth(context.stdout)), context);
}
