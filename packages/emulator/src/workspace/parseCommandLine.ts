import { EXEC } from '../assumptions.ts';
import { ANY, ONE, type Pattern } from './Pattern.ts';

/** A word of a command line, with the pattern that it is when it has wildcards outside of quotes. */
export interface Word {
  readonly text: string;
  readonly pattern: Pattern | undefined;
}

/** A program with its arguments, and where its input and output go. */
export interface Command {
  readonly words: Word[];
  input?: Word;
  output?: { to: Word; append: boolean };
}

/** A pipeline of programs, and when it runs: always, or depending on the previous exit code. */
export interface Pipeline {
  readonly when: 'always' | 'succeeded' | 'failed';
  readonly commands: Command[];
}

/** Thrown for a command line that cannot be parsed. */
export class CommandSyntaxError extends Error {
  readonly code: number;

  constructor(message: string, code = 2) {
    super(message);
    this.code = code;
  }
}

type Token = Word | { readonly operator: string };

const OPERATOR = /^(&&|\|\||>>|[|;<>\n])/;
const UNSUPPORTED = /^(&|\(|\)|`|\$\()/;
const WHEN: Readonly<Record<string, Pipeline['when']>> = {
  '&&': 'succeeded',
  '||': 'failed',
  ';': 'always',
  '\n': 'always',
};

/** Expands variables, up to the limit on arguments. */
class Variables {
  readonly #env: Readonly<Record<string, string>>;
  #left: number = EXEC.argumentCharacters;

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  get(name: string): string {
    const value = Object.hasOwn(this.#env, name) ? (this.#env[name] ?? '') : '';
    this.#left -= value.length;
    if (this.#left < 0) throw new CommandSyntaxError('Argument list too long', 126);
    return value;
  }
}

/** Reads a command line: words, quotes, variables, wildcards, `|`, `&&`, `||`, `;`, `<`, `>` and `>>`; nothing more. */
export function parseCommandLine(line: string, env: Readonly<Record<string, string>>): Pipeline[] {
  const pipelines: Pipeline[] = [];
  let command: Command = { words: [] };
  let pipeline: Pipeline = { when: 'always', commands: [command] };
  let redirect: string | undefined;
  const finish = (next: Pipeline['when']): void => {
    const isEmpty = pipeline.commands.length === 1 && command.words.length === 0;
    if (command.words.length === 0 && (!isEmpty || pipeline.when !== 'always' || next !== 'always')) {
      throw new CommandSyntaxError('a command is missing');
    }
    if (!isEmpty) pipelines.push(pipeline);
    command = { words: [] };
    pipeline = { when: next, commands: [command] };
  };
  for (const token of tokensOf(line, new Variables(env))) {
    if (!('operator' in token)) {
      if (redirect === '<') command.input = token;
      else if (redirect !== undefined) command.output = { to: token, append: redirect === '>>' };
      else command.words.push(token);
      redirect = undefined;
      continue;
    }
    const { operator } = token;
    if (redirect !== undefined) throw new CommandSyntaxError(`a file name is missing after ${redirect}`);
    if (operator === '|') {
      if (command.words.length === 0) throw new CommandSyntaxError('a command is missing before |');
      command = { words: [] };
      pipeline.commands.push(command);
    } else if (WHEN[operator]) finish(WHEN[operator]);
    else redirect = operator;
  }
  if (redirect !== undefined) throw new CommandSyntaxError(`a file name is missing after ${redirect}`);
  finish('always');
  return pipelines;
}

function* tokensOf(line: string, env: Variables): Generator<Token> {
  let rest = line;
  while (rest !== '') {
    const blank = /^([ \t]|\\\n|#.*)+/.exec(rest);
    if (blank) {
      rest = rest.slice(blank[0].length);
      continue;
    }
    const operator = OPERATOR.exec(rest)?.[0];
    if (operator !== undefined) {
      yield { operator };
      rest = rest.slice(operator.length);
      continue;
    }
    const { word, length } = readWord(rest, env);
    yield word;
    rest = rest.slice(length);
  }
}

/** Reads one word: its quoted and unquoted pieces, one after the other. */
function readWord(line: string, env: Variables): { word: Word; length: number } {
  let text = '';
  const pieces: Pattern[number][] = [];
  let wildcards = 0;
  let at = 0;
  const add = (piece: string): void => {
    text += piece;
    pieces.push(piece);
  };
  while (at < line.length) {
    const rest = line.slice(at);
    if (/^[ \t]/.test(rest) || OPERATOR.test(rest)) break;
    if (UNSUPPORTED.test(rest))
      throw new CommandSyntaxError(`${UNSUPPORTED.exec(rest)?.[0]} is not supported`);
    const piece =
      /^'([^']*)'|^"((?:[^"\\]|\\[\s\S])*)"|^\\([\s\S])|^\$(?:\{(\w+)\}|(\w+))|^([*?])|^([\s\S])/.exec(rest);
    const [whole = '', single, double, escaped, braced, bare, wildcard, plain] = piece ?? [];
    if (plain === "'" || plain === '"') throw new CommandSyntaxError('a quote is not closed');
    if (wildcard !== undefined) {
      wildcards++;
      text += wildcard;
      pieces.push(wildcard === '*' ? ANY : ONE);
    } else if (double !== undefined) add(expand(double, env));
    else if (braced !== undefined || bare !== undefined) add(env.get(braced ?? bare ?? ''));
    else add(single ?? escaped ?? plain ?? '');
    at += whole.length;
  }
  const pattern =
    wildcards === 0
      ? undefined
      : pieces.flatMap((piece): Pattern => (typeof piece === 'string' ? Array.from(piece) : [piece]));
  return { word: { text, pattern }, length: at };
}

/** Reads the text in double quotes: variables, and a few characters that can be escaped. */
function expand(text: string, env: Variables): string {
  if (/(^|[^\\])(`|\$\()/.test(text)) throw new CommandSyntaxError('command substitution is not supported');
  return text.replace(
    /\\(["\\$`])|\$(?:\{(\w+)\}|(\w+))/g,
    (_, escaped?: string, braced?: string, bare?: string) =>
      escaped === undefined ? env.get(braced ?? bare ?? '') : escaped,
  );
}
