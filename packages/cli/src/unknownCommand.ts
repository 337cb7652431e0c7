import { closest } from './closest.ts';
import { UsageError } from './errors/UsageError.ts';
import { registry } from './registry.ts';

/** The error for words that name no command, with what was probably meant. */
export function unknownCommand(words: string, topic?: string): UsageError {
  const candidates = topic
    ? registry.map(({ path }) => path).filter((path) => path.startsWith(`${topic} `))
    : [...new Set(registry.flatMap(({ path }) => [path, path.split(' ')[0] ?? path]))];
  const meant = topic ? `${topic} ${words.slice(words.indexOf(' ') + 1)}` : words;
  const suggestion = closest(meant, candidates);
  return new UsageError(`there is no command ${words}`, {
    hint: suggestion
      ? `Did you mean \`mi ${suggestion}\`?`
      : `\`mi ${topic ? `${topic} ` : ''}--help\` lists the commands.`,
  });
}
