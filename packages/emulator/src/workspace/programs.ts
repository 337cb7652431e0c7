import { type Clock, isoTime } from '../core/Clock.ts';
import type { Drive } from './Drive.ts';
import { finderOf } from './finderOf.ts';
import type { Held, Memory } from './Memory.ts';
import { noSuchFile, ProgramError } from './ProgramError.ts';
import { sorted } from './sorted.ts';
import { type Bytes, bytesOf, encode, LINE_COST, linesIn } from './streams.ts';

/** The environment of a program. */
export interface ProgramContext {
  readonly arguments: string[];
  readonly input: Bytes;
  readonly drive: Drive;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly signal: AbortSignal;
  /** Yields to others now and then; throws when the time is up. Called in every long loop. */
  pace(): Promise<void>;
}

/** Ends the whole command line. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}

/** Writes its output a piece at a time, when the next program asks for it. */
type Program = (context: ProgramContext) => Bytes;

const ROOT = '/workspace';
const PIECE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
/** The memory that `sort` and `tail` hold. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** The programs of the workspace. They work on the office's files, and on nothing else. */
export const programs: Readonly<Record<string, Program>> = {
  async *true() {},
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *false() {
    throw new ProgramError('', 1);
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *exit({ arguments: [code = '0'] }) {
    throw new Exit(Math.floor(numberIn(code)) % 256);
  },
  async *echo({ arguments: words }) {
    const [first, ...others] = words;
    yield bytesOf(first === '-n' ? others.join(' ') : `${words.join(' ')}\n`);
  },
  async *pwd() {
    yield bytesOf(`${ROOT}\n`);
  },
  async *date({ clock }) {
    yield bytesOf(`${isoTime(clock.now())}\n`);
  },
  async *env({ env, pace }) {
    for (const [key, value] of Object.entries(env)) {
      await pace();
      yield bytesOf(`${key}=${value}\n`);
    }
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *sleep({ arguments: [seconds = ''], clock, signal }) {
    await clock.sleep(numberIn(seconds) * 1000, signal);
  },
  async *ls({ arguments: names, drive, pace }) {
    const wanted = names.filter((name) => !name.startsWith('-')).map(nameOf);
    for (const name of wanted) {
      await pace();
      if (name !== '' && drive.size(name) === undefined) throw noSuchFile(name);
    }
    yield encode(wanted.length === 0 || wanted.includes('') ? drive.names() : wanted);
  },
  cat: (context) => textIn(context, context.arguments),
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *touch({ arguments: names, drive, memory, pace }) {
    for (const name of names.map(nameOf)) {
      await pace();
      if (drive.size(name) === undefined) drive.write(name, new Uint8Array());
      else copy(drive, memory, name, name);
    }
  },
  async *rm({ arguments: words, drive, pace }) {
    const force = words.includes('-f');
    for (const name of words.filter((word) => !word.startsWith('-')).map(nameOf)) {
      await pace();
      if (drive.size(name) !== undefined) drive.delete(name);
      else if (!force) throw noSuchFile(name);
    }
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *cp({ arguments: [from = '', to = ''], drive, memory, pace }) {
    await pace();
    copy(drive, memory, from, to);
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *mv({ arguments: [from = '', to = ''], drive, memory, pace }) {
    await pace();
    copy(drive, memory, from, to);
    if (nameOf(from) !== nameOf(to)) drive.delete(nameOf(from));
  },
  async *head(context) {
    const { unit, count, names } = cutOf(context.arguments);
    let left = count;
    for await (const piece of textIn(context, names)) {
      if (left <= 0) return;
      const end = unit === 'bytes' ? Math.min(left, piece.length) : endOfLine(piece, left);
      left -= unit === 'bytes' ? end : countOf(piece.subarray(0, end), NEWLINE);
      yield piece.subarray(0, end);
    }
  },
  async *tail(context) {
    const { unit, count, names } = cutOf(context.arguments);
    const held = context.memory.hold();
    const source = textIn(context, names);
    try {
      if (unit === 'bytes') {
        const pieces = await lastOf(source, count, ({ length }) => length, held);
        const all = Buffer.concat(pieces);
        yield all.subarray(Math.max(0, all.length - count));
      } else {
        const all = (await lastOf(linesIn(source, context.memory), count, costOfLines, held)).flat();
        yield encode(all.slice(Math.max(0, all.length - count)));
      }
    } finally {
      held.release();
    }
  },
  async *sort(context) {
    const held = context.memory.hold();
    try {
      const all: string[] = [];
      let cost = 0;
      for await (const lines of linesIn(textIn(context, context.arguments), context.memory)) {
        cost += costOfLines(lines);
        if (cost > KEPT_BYTES) throw new ProgramError('memory exhausted', 2);
        held.resize(cost);
        for (const line of lines) all.push(line);
      }
      const result = await sorted(all, context.pace);
      for (let at = 0; at < result.length; at += 1024) {
        await context.pace();
        yield encode(result.slice(at, at + 1024));
      }
    } finally {
      held.release();
    }
  },
  async *wc(context) {
    const [flag, names] = flagIn(context.arguments, ['-l', '-w', '-c']);
    const counts = { '-l': 0, '-w': 0, '-c': 0 };
    let inWord = false;
    for await (const piece of textIn(context, names)) {
      counts['-c'] += piece.length;
      if (flag === '-c') continue;
      for (const byte of piece) {
        if (byte === NEWLINE) counts['-l']++;
        const isBlank = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
        if (!isBlank && !inWord) counts['-w']++;
        inWord = !isBlank;
      }
    }
    yield bytesOf(flag === undefined ? `${Object.values(counts).join(' ')}\n` : `${counts[flag]}\n`);
  },
  async *grep(context) {
    const [flag, [wanted = '', ...names]] = flagIn(context.arguments, ['-v', '-i', '-c']);
    const fold = (text: string): string => (flag === '-i' ? text.toLowerCase() : text);
    // Plain text, not regular expressions: a hostile one can run forever.
    const contains = finderOf(fold(wanted));
    let count = 0;
    for await (const lines of linesIn(textIn(context, names), context.memory)) {
      const found = lines.filter((line) => contains(fold(line)) !== (flag === '-v'));
      count += found.length;
      if (flag !== '-c' && found.length > 0) yield encode(found);
    }
    if (flag === '-c') yield bytesOf(`${count}\n`);
    if (count === 0) throw new ProgramError('', 1);
  },
};

/** Normalizes the name of a file. A path outside the workspace is an error. */
export function nameOf(path: string): string {
  const inside = path.replace(/^\/workspace(\/|$)/, '').replace(/^(\.\/)+|^\.$/, '');
  if (inside.startsWith('/') || inside.split('/').includes('..')) throw noSuchFile(path);
  return inside;
}

/** The bytes of a file, a piece at a time. The file takes memory while it is read. */
export async function* read(
  { drive, memory, pace }: Pick<ProgramContext, 'drive' | 'memory' | 'pace'>,
  path: string,
): AsyncGenerator<Uint8Array> {
  await pace();
  const name = nameOf(path);
  const size = drive.size(name);
  if (size === undefined) throw noSuchFile(path);
  const held = memory.hold();
  held.resize(size);
  try {
    const content = drive.read(name) ?? new Uint8Array();
    for (let at = 0; at < content.length; at += PIECE_BYTES) {
      await pace();
      yield content.subarray(at, at + PIECE_BYTES);
    }
  } finally {
    held.release();
  }
}

/** Reads the files that a program names, or its input if it names none. */
async function* textIn(context: ProgramContext, names: string[]): AsyncGenerator<Uint8Array> {
  if (names.length === 0) yield* context.input;
  for (const path of names) yield* path === '-' ? context.input : read(context, path);
}

/** The count and the files of `head` and `tail`. */
function cutOf(words: string[]): { unit: 'bytes' | 'lines'; count: number; names: string[] } {
  const [first = '', second = '', ...rest] = words;
  const short = /^-(\d+)$/.exec(first)?.[1];
  if (short !== undefined) return { unit: 'lines', count: numberIn(short), names: words.slice(1) };
  if (first === '-n') return { unit: 'lines', count: numberIn(second), names: rest };
  if (first === '-c') return { unit: 'bytes', count: numberIn(second), names: rest };
  return { unit: 'lines', count: 10, names: words };
}

/** The end of the n-th line, in bytes; the entire length when there are fewer lines. */
function endOfLine(piece: Uint8Array, count: number): number {
  let end = 0;
  for (let line = 0; line < count; line++) {
    const at = piece.indexOf(NEWLINE, end);
    if (at < 0) return piece.length;
    end = at + 1;
  }
  return end;
}

function countOf(piece: Uint8Array, wanted: number): number {
  let count = 0;
  for (const byte of piece) if (byte === wanted) count++;
  return count;
}

/** Reads the last pieces of a source: as few as hold `count` units. */
async function lastOf<Piece extends { length: number }>(
  source: AsyncIterable<Piece>,
  count: number,
  costOf: (piece: Piece) => number,
  held: Held,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  let length = 0;
  let cost = 0;
  for await (const piece of source) {
    pieces.push(piece);
    length += piece.length;
    cost += costOf(piece);
    for (let [first] = pieces; first && length - first.length >= count; [first] = pieces) {
      pieces.shift();
      length -= first.length;
      cost -= costOf(first);
    }
    if (cost > KEPT_BYTES) throw new ProgramError('memory exhausted');
    held.resize(cost);
  }
  return pieces;
}

function costOfLines(lines: readonly string[]): number {
  return lines.reduce((all, line) => all + 2 * line.length + LINE_COST, 0);
}

function copy(drive: Drive, memory: Memory, from: string, to: string): void {
  const size = drive.size(nameOf(from));
  if (size === undefined) throw noSuchFile(from);
  const held = memory.hold();
  held.resize(size);
  try {
    drive.write(nameOf(to), drive.read(nameOf(from)) ?? new Uint8Array());
  } finally {
    held.release();
  }
}

function flagIn<Flag extends string>(words: string[], flags: Flag[]): [Flag | undefined, string[]] {
  const [first, ...others] = words;
  const flag = flags.find((name) => name === first);
  return flag === undefined ? [undefined, words] : [flag, others];
}

function numberIn(text: string): number {
  if (!/^\d{1,15}(\.\d{1,6})?$/.test(text)) throw new ProgramError(`${text}: not a number`, 2);
  return Number(text);
}
