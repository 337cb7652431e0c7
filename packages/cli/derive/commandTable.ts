import { readdirSync } from 'node:fs';
import { type Endpoint, isDestructive } from '@mitosislabs/api/contract';
import type { CommandClass, Definition } from 'clipanion';
import type { Context } from '../src/Context.ts';
import { OfficeCommand } from '../src/command/ApiCommand.ts';
import type { CommandEntry } from '../src/dispatch/CommandEntry.ts';
import { cliOf } from '../src/dispatch/parse.ts';
import type { Description } from '../src/operations/Description.ts';
import { isOfficePositional } from '../src/operations/derivedCommand.ts';
import { aliasesOf, commandOf, type Docs, describe, endpoints } from './operations.ts';

const folder = new URL('../src/commands/', import.meta.url);

/** The order of `mi --help`. Words that are missing here come last, in alphabetical order. */
const TOPICS =
  'login logout whoami use init doctor dev conformance mcp auth offices agents chat send tasks files credits keys env roles delegates backups events messages xmtp workspace integrations extensions whatsapp chromium transfer capabilities callbacks llm-ping proxy health api'.split(
    ' ',
  );
/** The order of the commands of a topic. */
const VERBS =
  'list ls balance get generate create hire upload download add pubkey rotate logs activity status stats switch'.split(
    ' ',
  );

/**
 * Derives the table of all commands: from the classes in `src/commands`, one file for each command, and from the
 * operations of the contract that have no such file.
 *
 * @param docs - The documentation of operations, from the sources of `api`.
 * @returns the text of each derived file, by its path in `src`.
 */
export async function commandTable(docs: Docs): Promise<Map<string, string>> {
  const byHand = await Promise.all(commandFiles().map(entryOf));
  const operations = new Map(endpoints.map((endpoint) => [commandOf(endpoint), endpoint]));
  const paths = new Set(byHand.map(({ path }) => path));
  const derived = [...operations]
    .filter(([path]) => !paths.has(path))
    .map(([, endpoint]) => describe(endpoint, docs));
  const entries = [...byHand, ...derived.map(derivedEntry)].sort((a, b) =>
    compare(a.path.split(' '), b.path.split(' ')),
  );
  const files = new Map<string, string>();
  const byTopic = new Map<string, Record<string, Description>>();
  for (const description of derived) {
    const topic = topicOf(description.path);
    byTopic.set(topic, { ...byTopic.get(topic), [description.path]: description });
  }
  for (const [topic, descriptions] of byTopic) {
    files.set(`operations/topics/${topic}.json`, `${JSON.stringify(descriptions, null, 1)}\n`);
  }
  const rows = entries.map((entry) => JSON.stringify(rowOf(entry, operations.get(entry.path))));
  files.set('dispatch/commandTable.json', `[\n  ${rows.join(',\n  ')}\n]\n`);
  files.set('dispatch/loaders.ts', loaders(byHand, [...byTopic.keys()]));
  return files;
}

/** The module that loads the code of commands: a line for each file. */
function loaders(byHand: readonly HandEntry[], topics: readonly string[]): string {
  const classes = byHand.map(
    ({ path, file, name }) => `  ${key(path)}: async () => (await import('../commands/${file}')).${name},`,
  );
  const descriptions = topics.map(
    (topic) =>
      `  ${key(topic)}: () => import('../operations/topics/${topic}.json', { with: { type: 'json' } }),`,
  );
  return `// Derived from the classes in \`commands/\` and from the contract by \`pnpm derive\`. Do not edit.
import type { CommandClass } from 'clipanion';
import type { Context } from '../Context.ts';

/** The commands that are written by hand, by their words. */
export const classLoaders: Readonly<Record<string, () => Promise<CommandClass<Context>>>> = {
${classes.join('\n')}
};

/** The descriptions of the commands that are derived from operations, by topic. */
export const descriptionLoaders: Readonly<Record<string, () => Promise<{ default: object }>>> = {
${descriptions.join('\n')}
};
`;
}

function key(name: string): string {
  return /^[a-z]+$/.test(name) ? name : quote(name);
}

/** An entry and the data to sort it by. */
interface Entry {
  readonly path: string;
  readonly synopsis: string;
  readonly summary: string;
}

/** A command that is written by hand. */
interface HandEntry extends Entry {
  /** Its file in `src/commands`. */
  readonly file: string;
  /** The name of its class. */
  readonly name: string;
}

/** The files of the commands that are written by hand. */
function commandFiles(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
}

function topicOf(path: string): string {
  return path.split(' ')[0] ?? path;
}

function derivedEntry(description: Description): Entry {
  const { path, params, fields, summary } = description;
  const needed = fields.filter(({ required }) => required);
  const words = [
    ...(isOfficePositional(description) ? ['<office>'] : []),
    ...params.map(({ word }) => `<${word}>`),
    ...needed.map(({ flag, short, positional, type }) => {
      if (positional) return type === 'pairs' ? `<${flag}>…` : `<${flag}>`;
      const name = short === undefined ? `--${flag}` : `-${short}`;
      return type === 'boolean' ? `--[no-]${flag}` : `${name} <${flag}>`;
    }),
  ];
  return {
    path,
    synopsis: words.join(' '),
    summary: summary.charAt(0).toLowerCase() + summary.slice(1),
  };
}

function rowOf({ path, synopsis, summary }: Entry, endpoint: Endpoint | undefined): CommandEntry {
  if (!endpoint) return { path, synopsis, summary };
  const aliases = aliasesOf(endpoint);
  return {
    path,
    synopsis,
    summary,
    operation: endpoint.name,
    ...(aliases.length > 0 && { aliases }),
    ...(endpoint.idempotency !== 'safe' && { effect: isDestructive(endpoint) ? 'destroys' : 'changes' }),
  };
}

/** The entry of the command class in a file. */
async function entryOf(file: string): Promise<HandEntry> {
  const path = file.replace(/\.ts$/, '').replace('/', ' ');
  const exported = (await import(new URL(file, folder).href)) as Record<string, CommandClass<Context>>;
  const [name, ...others] = Object.keys(exported);
  const commandClass = exported[name ?? ''];
  if (name === undefined || !commandClass || others.length > 0) {
    throw new Error(`src/commands/${file} must export its command class, and nothing else.`);
  }
  const { definition } = cliOf(path, commandClass);
  return {
    path,
    synopsis: synopsisOf(commandClass, definition),
    summary: summaryOf(definition),
    file,
    name,
  };
}

/** The arguments, the required options, and those that have a short name: `<office> <agent> [-t <tail>]`. */
function synopsisOf({ prototype }: CommandClass<Context>, { usage, options }: Definition): string {
  const words = usage.replace(/^[a-z ]*/, '').replace('[office]', '<office>');
  const shown = options.flatMap(({ definition, required }) => {
    const [names = '', value] = definition.split(' ');
    const [short = '', long = short] = names.split(',');
    if (!required && short.startsWith('--')) return [];
    const text = value === undefined ? long : `${short} <${long.replace(/^-+/, '')}>`;
    if (long === '--office' && words.startsWith('<office>')) return [];
    if (long === '--office' && prototype instanceof OfficeCommand) return [{ text, rank: 0 }];
    return [required ? { text, rank: 1 } : { text: `[${text}]`, rank: 2 }];
  });
  shown.sort((a, b) => a.rank - b.rank);
  return [words, ...shown.map(({ text }) => text)].filter(Boolean).join(' ');
}

/** Returns the first sentence of the description, for lists. */
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
