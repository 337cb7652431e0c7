/** The help fits into so many columns. */
export const WIDTH = 80;

/** One entry of a list; a long meaning goes on below itself. */
export function entry(name: string, meaning: string, width: number): string[] {
  const [first = '', ...others] = fill(meaning, WIDTH - width - 4);
  const indent = ' '.repeat(width + 4);
  return [`  ${name.padEnd(width)}  ${first}`.trimEnd(), ...others.map((line) => indent + line)];
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
