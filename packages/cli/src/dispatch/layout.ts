import type { Output } from '../Context.ts';

/** The width, in columns, that the help is written for. It fits narrower terminals, too. */
export const WIDTH = 80;
/** A meaning is not squeezed into fewer columns beside its name. */
const NARROWEST = 24;

/** Returns the width of the help on an output: that of a narrow terminal, else 80 columns. */
export function helpWidth({ isTTY, columns }: Output): number {
  return isTTY === true && columns ? Math.min(columns, WIDTH) : WIDTH;
}

/**
 * One entry of a list; a long meaning goes on below itself. On a narrow terminal it goes below the name.
 *
 * @param nameWidth - The width of the longest name.
 * @param width - The width of the help.
 */
export function entry(name: string, meaning: string, nameWidth: number, width: number): string[] {
  const room = width - nameWidth - 4;
  if (room < NARROWEST) return [`  ${name}`, ...fill(meaning, width - 6).map((line) => `      ${line}`)];
  const [first = '', ...others] = fill(meaning, room);
  const indent = ' '.repeat(nameWidth + 4);
  return [`  ${name.padEnd(nameWidth)}  ${first}`.trimEnd(), ...others.map((line) => indent + line)];
}

/** Breaks plain text into lines, between its words. */
export function fill(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Breaks the lines that are still too wide, such as examples. They go on further to the right. */
export function narrowed(help: string, width: number): string {
  return help
    .split('\n')
    .flatMap((line) => {
      if (line.length <= width) return [line];
      const indent = `${/^ */.exec(line)?.[0]}    `;
      const [first = '', ...others] = fill(line.trim(), width - indent.length);
      return [indent.slice(4) + first, ...others.map((other) => indent + other)];
    })
    .join('\n');
}
