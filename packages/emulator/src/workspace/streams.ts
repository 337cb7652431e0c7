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

/** Returns a function that checks whether texts contain another one, in linear time. */
export function finderOf(wanted: string): (text: string) => boolean {
  // The built-in search is faster, but its worst case is the product of both lengths.
  if (wanted.length <= 32) return (text) => text.includes(wanted);
  // Knuth–Morris–Pratt: how much of `wanted` still matches after a mismatch.
  const fallback = new Int32Array(wanted.length);
  for (let index = 1, fit = 0; index < wanted.length; index++) {
    while (fit > 0 && wanted[index] !== wanted[fit]) fit = fallback[fit - 1] ?? 0;
    if (wanted[index] === wanted[fit]) fit++;
    fallback[index] = fit;
  }
  return (text) => {
    for (let index = 0, fit = 0; index < text.length; index++) {
      while (fit > 0 && text[index] !== wanted[fit]) fit = fallback[fit - 1] ?? 0;
      if (text[index] === wanted[fit]) fit++;
      if (fit === wanted.length) return true;
    }
    return false;
  };
}

/** Sorts by code units, and yields in between. */
export async function sorted(lines: readonly string[], pace: () => Promise<void>): Promise<string[]> {
  const RUN = 4096;
  let runs: string[][] = [];
  for (let at = 0; at < lines.length; at += RUN) {
    await pace();
    runs.push(lines.slice(at, at + RUN).sort());
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], pace));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(a: string[], b: string[], pace: () => Promise<void>): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (all.length % 1024 === 0) await pace();
    const [one, other] = [a[i], b[j]];
    if (other === undefined || (one !== undefined && one <= other)) {
      all.push(one ?? '');
      i++;
    } else {
      all.push(other);
      j++;
    }
  }
  return all;
}
