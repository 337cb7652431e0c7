import type { Definition } from 'clipanion';
import { SHELLS } from '../command/completionScripts.ts';
import { type CommandEntry, topicAliases } from '../dispatch/CommandEntry.ts';
import { commandTable } from '../dispatch/commandTable.ts';
import { findCommand, loadCommand } from '../dispatch/findCommand.ts';
import { cliOf } from '../dispatch/parse.ts';

/** A candidate for the word at the cursor. */
export interface Candidate {
  value: string;
  description?: string | undefined;
}

/** A kind of names to look up: on the platform, in the keystore or in the file system. */
export type NameKind = 'office' | 'agent' | 'task' | 'file' | 'profile' | 'path';

/** The candidates at the cursor. */
export interface Completion {
  candidates: readonly Candidate[];
  /** The kinds of names that also fit. */
  kinds: readonly NameKind[];
  /** The office that the command line names. */
  office?: string | undefined;
  /** The profile that the command line names. */
  profile?: string | undefined;
}

/** Options whose values are names, without dashes. */
const OPTION_KINDS: Readonly<Record<string, NameKind>> = {
  office: 'office',
  agent: 'agent',
  assign: 'agent',
  'assigned-to': 'agent',
  task: 'task',
  profile: 'profile',
  output: 'path',
  data: 'path',
};
/** Arguments that are names. */
const ARGUMENT_KINDS: Readonly<Record<string, NameKind>> = {
  office: 'office',
  agent: 'agent',
  task: 'task',
  file: 'file',
  path: 'path',
  profile: 'profile',
};

/**
 * Completes a command line.
 *
 * @param words - The words after `mi`. The last one is the word at the cursor, as far as it has been typed.
 */
export async function complete(words: readonly string[]): Promise<Completion> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const found = findCommand(before[0] === 'help' ? before.slice(1) : before);
  if (found.kind === 'command') {
    const { definition } = cliOf(found.entry.path, await loadCommand(found.entry));
    return withinCommand(found.entry, definition, found.rest, current);
  }
  const candidates =
    found.kind === 'topic' ? secondWords(found.topic) : found.kind === 'nothing' ? firstWords() : [];
  return { candidates: startingWith(current, candidates), kinds: [] };
}

/** Keeps the candidates that begin with the typed text. */
export function startingWith(current: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(current));
}

function firstWords(): Candidate[] {
  const words = new Map<string, string>([['help', 'show how a command is used']]);
  for (const { path, summary } of commandTable) {
    const [topic = path, command] = path.split(' ');
    if (command === undefined) words.set(topic, summary);
    else if (!words.has(topic)) words.set(topic, `commands: ${secondWords(topic).map(({ value }) => value)}`);
  }
  return [...words].map(([value, description]) => ({ value, description }));
}

function secondWords(topic: string): Candidate[] {
  const name = topicAliases[topic] ?? topic;
  return commandTable.flatMap(({ path, summary }) =>
    path.startsWith(`${name} `) ? [{ value: path.slice(name.length + 1), description: summary }] : [],
  );
}

/** An option of a command. */
interface OptionNames {
  names: string[];
  takesValue: boolean;
  description: string | undefined;
}

function withinCommand(
  entry: CommandEntry,
  definition: Definition,
  typed: readonly string[],
  current: string,
): Completion {
  const options = optionsOf(definition);
  const { values, positional, pending } = read(typed, options);
  const named = { office: values.get('office'), profile: values.get('profile') };
  const [, name, value] = /^--([a-z-]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && value !== undefined) {
    // The shells insert the whole word: nothing is known about the part before the `=`.
    return { ...named, candidates: [], kinds: [] };
  }
  if (pending !== undefined) {
    const kind = OPTION_KINDS[pending];
    return { ...named, candidates: [], kinds: kind ? [kind] : [] };
  }
  if (current.startsWith('-')) {
    const all = [...options, { names: ['--help'], description: 'show how it is used' }];
    const candidates = all.map(({ names, description }) => ({ value: names.at(-1) ?? '', description }));
    return { candidates: startingWith(current, candidates), kinds: [] };
  }
  if (entry.path === 'completion') {
    return {
      candidates: startingWith(
        current,
        SHELLS.map((shell) => ({ value: shell })),
      ),
      kinds: [],
    };
  }
  return atArgument(entry, definition, positional, named);
}

/** Completes an argument. An optional first one may be left out: then the second one stands in its place. */
function atArgument(
  { path }: CommandEntry,
  { usage }: Definition,
  positional: readonly string[],
  named: { office: string | undefined; profile: string | undefined },
): Completion {
  const places = [...usage.matchAll(/([[<])([^\]>.]+)(?:\.\.\.)?[\]>]/g)].map(([, bracket, name = '']) => ({
    name,
    optional: bracket === '[',
  }));
  const isLocal = path === 'keys import';
  const kindOf = (name: string | undefined): NameKind[] => {
    const kind = name === undefined ? undefined : ARGUMENT_KINDS[name];
    return kind === undefined ? [] : [isLocal && kind === 'file' ? 'path' : kind];
  };
  // The last argument may be repeated.
  const place = places[positional.length] ?? (usage.endsWith('...') ? places.at(-1) : undefined);
  const next = place?.optional ? places[positional.length + 1] : undefined;
  const office = places[0]?.name === 'office' && positional.length > 0 ? positional[0] : named.office;
  return { ...named, office, candidates: [], kinds: [...kindOf(place?.name), ...kindOf(next?.name)] };
}

function optionsOf({ options }: Definition): OptionNames[] {
  return options.map(({ definition, description }) => {
    const [names = '', value] = definition.split(' ');
    return { names: names.split(','), takesValue: value !== undefined, description: description?.trim() };
  });
}

/** Reads what stands before the cursor: the values of options, by long name, and the arguments. */
function read(typed: readonly string[], options: readonly OptionNames[]) {
  const values = new Map<string, string>();
  const positional: string[] = [];
  let pending: string | undefined;
  for (const word of typed) {
    if (pending !== undefined) {
      values.set(pending, word);
      pending = undefined;
    } else if (word.startsWith('-')) {
      const [name, value] = word.split('=', 2);
      const option = options.find(({ names }) => names.includes(name ?? ''));
      const long = option?.names.at(-1)?.replace(/^-+/, '');
      if (long !== undefined && option?.takesValue) {
        if (value === undefined) pending = long;
        else values.set(long, value);
      }
    } else positional.push(word);
  }
  return { values, positional, pending };
}
