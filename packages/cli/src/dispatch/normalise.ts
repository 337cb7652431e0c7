/** An option of clipanion: `-x`, `-xyz` or `--long-name`, with or without `=value`. */
const OPTION = /^(--[a-z]+(?:-[a-z]+)*|-[a-zA-Z]+)(=[\s\S]*)?$/;

/**
 * Rewrites a command line to the form that clipanion parses reliably: `name=value` for options, then `--`, then the
 * arguments. So values and arguments may begin with a dash if they cannot be options: `-a -5`, `"- an item"`.
 *
 * @param args - The arguments after the command's words.
 * @param options - The names of its options → whether each takes a value.
 */
export function normalise(args: readonly string[], options: ReadonlyMap<string, boolean>): string[] {
  const named: string[] = [];
  const positional: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const token = args[index] ?? '';
    const next = args[index + 1];
    if (token === '--') {
      positional.push(...args.slice(index + 1));
      break;
    }
    if (options.get(token) && next !== undefined && !(OPTION.test(next) || next === '--')) {
      named.push(`${token}=${next}`);
      index++;
    } else if (OPTION.test(token)) {
      named.push(token);
    } else {
      positional.push(token);
    }
  }
  return positional.length > 0 ? [...named, '--', ...positional] : named;
}
