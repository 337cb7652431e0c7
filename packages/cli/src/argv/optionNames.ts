import type { Definition } from 'clipanion';

/** The names of a command's options, and whether each takes a value. */
export function optionNames(definition: Definition): Map<string, boolean> {
  const names = new Map<string, boolean>();
  for (const { definition: written } of definition.options) {
    const [list = '', value] = written.split(' ');
    for (const name of list.split(',')) names.set(name, value !== undefined);
  }
  return names;
}
