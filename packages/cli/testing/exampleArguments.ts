import type { CommandClass } from 'clipanion';
import type { Context } from '../src/Context.ts';

/** Returns the arguments of a command's first example: the words after those that name it. */
export function exampleArguments(path: string, commandClass: CommandClass<Context>): string[] {
  const [, line = ''] = commandClass.usage?.examples?.[0] ?? [];
  return shellWords(line).slice(1 + path.split(' ').length);
}

/** Splits a line as a shell does, as far as examples go. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
}
