import { readdirSync } from 'node:fs';
import type { CommandClass, Definition } from 'clipanion';
import type { Context } from '../src/Context.ts';
import { OfficeCommand } from '../src/command/OfficeCommand.ts';
import { cliOf } from '../src/dispatch/parse.ts';

const folder = new URL('../src/commands/', import.meta.url);

/** The order of `mi --help`. Words that are missing here come last, in alphabetical order. */
const TOPICS =
  'login logout whoami init dev auth offices agents chat send tasks files credits keys api'.split(' ');
/** The order of the commands of a topic. */
const VERBS =
  'list ls balance get generate create hire upload download add pubkey rotate logs activity status stats switch'.split(
    ' ',
  );

/**
 * Derives the table of all commands from the classes in `src/commands`: a file each, named as what people type.
 *
 * @returns the text of `src/dispatch/commandTable.ts`.
 */
export async function commandTable(): Promise<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort((a, b) => compare(a.split(/[/.]/), b.split(/[/.]/)));
  const entries = await Promise.all(files.map(entryOf));
  return `// Derived from the classes in \`commands/\` by \`pnpm derive\`. Do not edit.
import type { CommandEntry } from './CommandEntry.ts';

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
${entries.join('\n')}
];
`;
}

/** The entry of the command class in a file. */
async function entryOf(file: string): Promise<string> {
  const path = file.replace(/\.ts$/, '').replace('/', ' ');
  const exported = (await import(new URL(file, folder).href)) as Record<string, CommandClass<Context>>;
  const [name, ...others] = Object.keys(exported);
  const commandClass = exported[name ?? ''];
  if (name === undefined || !commandClass || others.length > 0) {
    throw new Error(`src/commands/${file} must export its command class, and nothing else.`);
  }
  const { definition } = cliOf(path, commandClass);
  return `  {
    path: ${quote(path)},
    synopsis: ${quote(synopsisOf(commandClass, definition))},
    summary: ${quote(summaryOf(definition))},
    load: async () => (await import('../commands/${file}')).${name},
  },`;
}

/** The arguments, the required options, and those that have a short name: `<office> <agent> [-t <tail>]`. */
function synopsisOf({ prototype }: CommandClass<Context>, { usage, options }: Definition): string {
  const words = usage.replace(/^[a-z ]*/, '').replace('[office]', '<office>');
  const shown = options.flatMap(({ definition, required }) => {
    const [names = '', value] = definition.split(' ');
    const [short = '', long = short] = names.split(',');
    if (!required && short.startsWith('--')) return [];
    const text = value === undefined ? long : `${short} <${long.replace(/^-+/, '')}>`;
    if (long === '--office' && prototype instanceof OfficeCommand) return [{ text, rank: 0 }];
    return [required ? { text, rank: 1 } : { text: `[${text}]`, rank: 2 }];
  });
  shown.sort((a, b) => a.rank - b.rank);
  return [words, ...shown.map(({ text }) => text)].filter(Boolean).join(' ');
}

/** The first sentence of the description, as it stands in a list. */
function summaryOf({ description = '' }: Definition): string {
  const [sentence = ''] = description.trim().split(/\.(?:\s|$)/);
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

function compare([first = '', second = '']: string[], [otherFirst = '', otherSecond = '']: string[]): number {
  return by(TOPICS, first, otherFirst) || by(VERBS, second, otherSecond);
}

function by(order: readonly string[], a: string, b: string): number {
  const rank = (word: string) => (order.includes(word) ? order.indexOf(word) : order.length);
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}
