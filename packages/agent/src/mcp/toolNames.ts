/** The longest name that models accept. */
const LONGEST_NAME = 64;

/**
 * The names of a server's tools for the model: the server's name, and its own, with `_` for characters that models do not
 * accept. No two are the same.
 *
 * @param server - The name of the server.
 * @param tools - Its tools. Their names may be anything.
 */
export function toolNames(server: string, tools: readonly { readonly name: string }[]): string[] {
  const taken = new Set<string>();
  return tools.map(({ name }) => {
    const wanted = `${server}_${name.replace(/[^a-zA-Z0-9_-]/g, '_')}`.slice(0, LONGEST_NAME);
    let free = wanted;
    for (let count = 2; taken.has(free); count++) {
      const end = `_${count}`;
      free = wanted.slice(0, LONGEST_NAME - end.length) + end;
    }
    taken.add(free);
    return free;
  });
}
