import { type Clock, isoTime } from '../platform/Clock.ts';
import type { Drive } from './Drive.ts';

/** What a program works with. */
export interface ProgramContext {
  readonly arguments: string[];
  readonly input: string;
  readonly drive: Drive;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Writes to the output. */
  out(text: string): void;
}

/** Ends a program with a message and an exit code. */
export class ProgramError extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Ends the whole command line. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}

type Program = (context: ProgramContext) => void | Promise<void>;

const ROOT = '/workspace';

/** The programs of the workspace. They work on the office's files, and on nothing else. */
export const programs: Readonly<Record<string, Program>> = {
  true: () => undefined,
  false() {
    throw new ProgramError('', 1);
  },
  exit({ arguments: [code = '0'] }) {
    throw new Exit(numberIn(code) % 256);
  },
  echo({ arguments: words, out }) {
    const [first, ...others] = words;
    out(first === '-n' ? others.join(' ') : `${words.join(' ')}\n`);
  },
  pwd: ({ out }) => out(`${ROOT}\n`),
  date: ({ clock, out }) => out(`${isoTime(clock.now())}\n`),
  env: ({ env, out }) => out(lines(Object.entries(env).map(([key, value]) => `${key}=${value}`))),
  async sleep({ arguments: [seconds = ''], clock, signal }) {
    await clock.sleep(numberIn(seconds) * 1000, signal);
  },
  ls({ arguments: names, drive, out }) {
    const wanted = names.filter((name) => !name.startsWith('-')).map(nameOf);
    const missing = wanted.find((name) => name !== '' && drive.read(name) === undefined);
    if (missing !== undefined) throw noSuchFile(missing);
    out(lines(wanted.length === 0 || wanted.includes('') ? drive.names() : wanted));
  },
  cat: (context) => context.out(textOf(context, context.arguments)),
  touch({ arguments: names, drive }) {
    for (const name of names.map(nameOf)) drive.write(name, drive.read(name) ?? new Uint8Array());
  },
  rm({ arguments: words, drive }) {
    const force = words.includes('-f');
    for (const name of words.filter((word) => !word.startsWith('-')).map(nameOf)) {
      if (drive.read(name) !== undefined) drive.delete(name);
      else if (!force) throw noSuchFile(name);
    }
  },
  cp: ({ arguments: [from = '', to = ''], drive }) => copy(drive, from, to),
  mv({ arguments: [from = '', to = ''], drive }) {
    copy(drive, from, to);
    if (nameOf(from) !== nameOf(to)) drive.delete(nameOf(from));
  },
  head: (context) => cut(context, (all, count) => all.slice(0, count)),
  tail: (context) => cut(context, (all, count) => all.slice(Math.max(0, all.length - count))),
  sort: (context) => context.out(lines(linesOf(textOf(context, context.arguments)).sort())),
  wc(context) {
    const [flag, names] = flagIn(context.arguments, ['-l', '-w', '-c']);
    const text = textOf(context, names);
    const counts = {
      '-l': linesOf(text).length,
      '-w': text.split(/\s+/).filter(Boolean).length,
      '-c': Buffer.byteLength(text),
    };
    context.out(flag === undefined ? `${Object.values(counts).join(' ')}\n` : `${counts[flag]}\n`);
  },
  grep(context) {
    const [flag, [wanted = '', ...names]] = flagIn(context.arguments, ['-v', '-i', '-c']);
    const fold = (text: string): string => (flag === '-i' ? text.toLowerCase() : text);
    // Texts, not expressions: those of strangers can take for ever.
    const found = linesOf(textOf(context, names)).filter(
      (line) => fold(line).includes(fold(wanted)) !== (flag === '-v'),
    );
    context.out(flag === '-c' ? `${found.length}\n` : lines(found));
    if (found.length === 0) throw new ProgramError('', 1);
  },
};

/** The name of a file, however it is written; what lies outside the workspace is no file. */
export function nameOf(path: string): string {
  const inside = path.replace(/^\/workspace(\/|$)/, '').replace(/^(\.\/)+|^\.$/, '');
  if (inside.startsWith('/') || inside.split('/').includes('..')) throw noSuchFile(path);
  return inside;
}

/** What programs read: the files that they name, or else their input. */
function textOf({ drive, input }: ProgramContext, names: string[]): string {
  if (names.length === 0) return input;
  return names
    .map((path) => {
      const content = path === '-' ? input : drive.read(nameOf(path));
      if (content === undefined) throw noSuchFile(path);
      return typeof content === 'string' ? content : Buffer.from(content).toString();
    })
    .join('');
}

function cut(context: ProgramContext, take: (all: string[], count: number) => string[]): void {
  const [first = '', second = '', ...rest] = context.arguments;
  const short = /^-(\d+)$/.exec(first)?.[1];
  const count = short ?? (first === '-n' ? second : '10');
  const names =
    short === undefined ? (first === '-n' ? rest : context.arguments) : context.arguments.slice(1);
  context.out(lines(take(linesOf(textOf(context, names)), numberIn(count))));
}

function copy(drive: Drive, from: string, to: string): void {
  const content = drive.read(nameOf(from));
  if (content === undefined) throw noSuchFile(from);
  drive.write(nameOf(to), content);
}

function flagIn<Flag extends string>(words: string[], flags: Flag[]): [Flag | undefined, string[]] {
  const [first, ...others] = words;
  const flag = flags.find((name) => name === first);
  return flag === undefined ? [undefined, words] : [flag, others];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function lines(all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

function numberIn(text: string): number {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) throw new ProgramError(`${text}: not a number`, 2);
  return Number(text);
}

function noSuchFile(name: string): ProgramError {
  return new ProgramError(`${name}: No such file`);
}
