import type { Definition } from 'clipanion';
import { commandTable } from './commandTable.ts';
import { entry, fill, narrowed, WIDTH } from './layout.ts';

/**
 * Returns the output of `mi <command> --help`.
 *
 * @param width - The width of the terminal, in columns, if it is narrower than 80.
 */
export function commandHelp(definition: Definition, width = WIDTH): string {
  const { description = '', details = '', examples = [], options } = definition;
  const rows = [
    ...ordered(options).map((option) => [
      placeholder(option.definition),
      (option.description ?? '').trim() + (option.required ? ' (required)' : ''),
    ]),
    ['-h, --help', 'show this'],
  ] as const;
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const parts = [
    fill(description.trim(), width).join('\n'),
    examples.length > 0 &&
      `examples:\n${examples.map(([what, line]) => `  # ${what.trim()}\n  ${line}`).join('\n')}`,
    hanging(`usage: ${usageLine(definition)}`, '  ', width),
    definition.usage.includes('[office]') &&
      fill('[office] defaults to MITOSIS_OFFICE, the default office, or your only one.', width).join('\n'),
    paragraphs(details, width),
    commandsBelow(definition.path, width),
    `options:\n${rows.flatMap(([name, text]) => entry(name, text, nameWidth, width)).join('\n')}`,
  ];
  return narrowed(`${parts.filter(Boolean).join('\n\n')}\n`, width);
}

/** Lists the commands that begin with the words of this one, such as `mi dev clock` for `mi dev`. */
function commandsBelow(path: string, width: number): string | undefined {
  const below = commandTable.filter((command) => `mi ${command.path}`.startsWith(`${path} `));
  if (below.length === 0) return undefined;
  const nameWidth = Math.max(...below.map((command) => command.path.length + 'mi '.length));
  const lines = below.flatMap((command) => entry(`mi ${command.path}`, command.summary, nameWidth, width));
  return `commands:\n${lines.join('\n')}`;
}

/** Fills each paragraph again. Indented lines stay as they are. */
function paragraphs(text: string, width: number): string {
  const blocks = text.trim().split(/\n\s*\n/);
  return blocks.map((block) => (/^\s+\S/m.test(block) ? block : fill(block, width).join('\n'))).join('\n\n');
}

/** Breaks a long line, and indents what follows. */
function hanging(line: string, indent: string, width: number): string {
  return fill(line, width - indent.length).join(`\n${indent}`);
}

/** Options of all commands, which come last. */
const COMMON = ['--json', '--jq', '--profile', '--endpoint', '--no-input', '--no-pager', '--debug'];

/** Options of many commands, which come after those of their own. */
const SHARED = ['-o,--office', '--body', '-y,--yes', '--dry-run'];

/** Sorts options: the required ones, the command's own, those of many commands, and those of all. */
function ordered(options: Definition['options']): Definition['options'] {
  const isOf = (names: readonly string[], { definition }: Definition['options'][number]): boolean =>
    names.includes(definition.split(' ')[0] ?? '');
  const rank = (option: Definition['options'][number]): number => {
    if (option.required) return 0;
    return isOf(COMMON, option) ? 3 : isOf(SHARED, option) ? 2 : 1;
  };
  return [...options].sort((a, b) => rank(a) - rank(b));
}

/** Returns the usage line of a command. */
export function usageLine({ usage, options }: Definition): string {
  const required = options
    .filter((option) => option.required)
    .map(({ definition }) => placeholder(definition, true));
  return [usage, ...required, '[options]'].join(' ');
}

/** Formats an option of clipanion: `-o,--office #0` → `-o, --office <office>`. */
function placeholder(definition: string, short = false): string {
  const [names = '', value] = definition.split(' ');
  const all = names.split(',');
  const long = all.at(-1) ?? '';
  const shown = short ? (all[0] ?? '') : all.join(', ');
  // Its value is optional.
  if (long === '--json') return '--json[=<fields>]';
  return value === undefined ? shown : `${shown} <${long.replace(/^-+/, '')}>`;
}
