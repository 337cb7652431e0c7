import { closest } from '@mitosislabs/auth/errors';
import { UsageError } from '../errors/UsageError.ts';
import { topicAliases } from './CommandEntry.ts';
import { commandTable } from './commandTable.ts';

/** Words that other programs use for the same thing. */
const SYNONYMS = [
  ['login', 'signin', 'sign-in'],
  ['logout', 'signout', 'sign-out'],
  ['whoami', 'me', 'account'],
  ['init', 'config', 'configure', 'setup'],
  ['dev', 'emulator', 'serve', 'start'],
  ['chat', 'talk'],
  ['send', 'message', 'msg', 'ask'],
  ['list', 'ls'],
  ['get', 'show', 'info', 'describe', 'download'],
  ['create', 'new', 'add', 'hire', 'generate'],
  ['delete', 'remove', 'rm', 'fire'],
  ['upload', 'put', 'push'],
  ['rotate', 'renew'],
] as const;

/** Words that name no command. `topic` is the first word if that is right; else `next` is the second word. */
interface UnknownWords {
  words: string;
  topic?: string;
  next?: string | undefined;
}

/** Returns the error for words that name no command, with the command that was probably meant. */
export function unknownCommand({ words, topic, next }: UnknownWords): UsageError {
  const last = words.slice(words.indexOf(' ') + 1).toLowerCase();
  const suggestion = topic === undefined ? likeFirst(last, next) : likeSecond(topic, last);
  return new UsageError(`there is no command ${words}`, {
    hint: suggestion
      ? `Did you mean \`mi ${suggestion}\`?`
      : `\`mi ${topic ? `${topic} ` : ''}--help\` lists the commands.`,
  });
}

function likeFirst(word: string, next: string | undefined): string | undefined {
  if (word === 'version') return '--version';
  const firsts = [...new Set(commandTable.map(({ path }) => path.split(' ')[0] ?? path))];
  const first = like(word, [...firsts, ...Object.keys(topicAliases)]);
  if (first !== undefined) {
    const path = `${topicAliases[first] ?? first} ${next}`;
    return commandTable.some((entry) => entry.path === path) ? `${first} ${next}` : first;
  }
  const withIt = commandTable.filter(({ path }) => path.endsWith(` ${word}`));
  return withIt.length === 1 ? withIt[0]?.path : undefined;
}

function likeSecond(topic: string, word: string): string | undefined {
  return commandLike(topic, word) ?? commandTable.find(({ path }) => path === word)?.path;
}

/** Returns the command below `topic` that a word probably means. */
export function commandLike(topic: string, word: string): string | undefined {
  const seconds = commandTable.flatMap(({ path }) =>
    path.startsWith(`${topic} `) ? [path.slice(topic.length + 1)] : [],
  );
  const second = like(word, seconds);
  return second === undefined ? undefined : `${topic} ${second}`;
}

function like(word: string, candidates: readonly string[]): string | undefined {
  const group: readonly string[] = SYNONYMS.find((words) => words.some((one) => one === word)) ?? [];
  return candidates.find((one) => group.includes(one)) ?? closest(word, candidates);
}
