import type { Memory } from './Memory.ts';
import { ProgramError } from './ProgramError.ts';

/** The data between programs: bytes, a piece at a time. */
export type Bytes = AsyncIterable<Uint8Array>;

/** The memory of a list of lines: the text, and the overhead of each. */
export const LINE_COST = 32;

const LONGEST_LINE = 4 * 1024 * 1024;
const encoder = new TextEncoder();

/** Encodes lines. */
export function encode(lines: readonly string[]): Uint8Array {
  return encoder.encode(lines.map((line) => `${line}\n`).join(''));
}

/** Encodes text. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Reads text by lines, those of a piece together. */
export async function* linesIn(source: Bytes, memory: Memory): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const held = memory.hold();
  let begun: string[] = [];
  let length = 0;
  try {
    for await (const piece of source) {
      const text = decoder.decode(piece, { stream: true });
      const end = text.indexOf('\n');
      if (end < 0) {
        length += text.length;
        if (length > LONGEST_LINE) throw new ProgramError('a line is too long', 2);
        held.resize(2 * length);
        begun.push(text);
        continue;
      }
      const lines = text.slice(end + 1).split('\n');
      const rest = lines.pop() ?? '';
      lines.unshift(begun.join('') + text.slice(0, end));
      held.release();
      begun = [rest];
      length = rest.length;
      yield lines;
    }
    const last = begun.join('') + decoder.decode();
    if (last !== '') yield [last];
  } finally {
    held.release();
  }
}
