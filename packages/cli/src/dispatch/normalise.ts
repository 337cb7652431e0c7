/** What clipanion takes for an option: `-x`, `-xyz`, `--long-name`; each perhaps with `=value`. */
const OPTION = /^(--[a-z]+(?:-[a-z]+)*|-[a-zA-Z]+)(=[\s\S]*)?$/;

/**
 * Writes a command line in the one form that clipanion reads without surprises: `name=value` for options, then `--`, then
 * the rest. So values and arguments may begin with a dash where they cannot be options: `-a -5`, `"- an item"`.
 *
 * @param args - What follows the command's words.
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
