import { type Found, findCommand, loadCommand } from './findCommand.ts';
import { optionNames } from './mistakes.ts';
import { cliOf, isOption, takesNext } from './parse.ts';

/**
 * Finds the command in a command line that has options before or between its words: `mi --json
 * offices list`. The command itself tells whether an option takes a value.
 *
 * @returns `undefined` if no command fits the words and has all these options.
 */
export async function searchCommand(argv: readonly string[]): Promise<Found | undefined> {
  const end = argv.indexOf('--');
  const places = argv
    .slice(0, end < 0 ? argv.length : end)
    .flatMap((word, place) => (isOption(word) ? [] : [place]));
  for (const first of places) {
    for (const second of [undefined, ...places.filter((place) => place > first)]) {
      const chosen = second === undefined ? [first] : [first, second];
      const found = findCommand(chosen.map((place) => argv[place] ?? ''));
      // A topic is a reading only if its words are all there is.
      if (found.kind === 'topic' && places.length === 1) return found;
      if (found.kind !== 'command' || found.rest.length > 0) continue;
      const { definition } = cliOf(found.entry.path, await loadCommand(found.entry));
      if (!areWords(argv, chosen, optionNames(definition))) continue;
      return { ...found, rest: argv.filter((_, place) => !chosen.includes(place)) };
    }
  }
  return undefined;
}

/** Whether the chosen places are the first words, with nothing but known options and their values before them. */
function areWords(
  argv: readonly string[],
  chosen: readonly number[],
  options: ReadonlyMap<string, boolean>,
): boolean {
  let next = 0;
  for (let place = 0; next < chosen.length; place++) {
    if (place === chosen[next]) next++;
    else if (!isOption(argv[place] ?? '')) return false;
    else if (takesNext(argv, place, options)) place++;
  }
  return true;
}
