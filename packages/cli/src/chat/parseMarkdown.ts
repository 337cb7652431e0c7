import { getDefaults, Lexer, Tokenizer, type TokensList } from 'marked';

/** Longer texts are not parsed. In UTF-16 units. */
const LONGEST = 50_000;
/** Nor are texts of more lines: the parser takes the rest of the text apart at each line of a list. */
const MOST_LINES = 2_000;
/** Nor are texts with a longer run of ASCII without a space: looking for addresses takes the square of its length. */
const LONGEST_RUN = /[!-~]{1001}/;
/** Nor are texts with more marks in one paragraph: each is tried with each of the others. */
const MOST_MARKS = 400;
/** Nor are texts with more columns in a table: each of its rows gets as many cells. */
const MOST_COLUMNS = 100;
/** How long a text within these bounds may take, in ms of this process. */
const LONGEST_MS = 150;

/**
 * Parses Markdown that may have been made to keep the parser busy. The bounds keep each step short; between two steps the
 * time is looked at.
 *
 * @returns `undefined` for a text that is outside the bounds or takes too long: show it as it is.
 */
export function parseMarkdown(text: string): TokensList | undefined {
  if (!isWithinBounds(text)) return undefined;
  const tokenizer = new HurriedTokenizer();
  try {
    return new Lexer({ ...getDefaults(), tokenizer }).lex(text);
  } catch (error) {
    if (tokenizer.isLate) return undefined;
    throw error;
  }
}

function isWithinBounds(text: string): boolean {
  if (text.length > LONGEST || LONGEST_RUN.test(text)) return false;
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) return false;
  let marks = 0;
  for (const line of lines) {
    if (count(line, /\|/g) > MOST_COLUMNS) return false;
    marks = line.trim() === '' ? 0 : marks + count(line, /[[\]*_`<>~!(&]/g);
    if (marks > MOST_MARKS) return false;
  }
  return true;
}

function count(text: string, mark: RegExp): number {
  return text.match(mark)?.length ?? 0;
}

/** Gives up when the time is over. The rules that it overrides are the ones that are tried first, at each place of the text. */
class HurriedTokenizer extends Tokenizer {
  readonly #end = performance.now() + LONGEST_MS;
  readonly #before = process.cpuUsage();
  isLate = false;

  override space(src: string): ReturnType<Tokenizer['space']> {
    this.#check();
    return super.space(src);
  }

  override escape(src: string): ReturnType<Tokenizer['escape']> {
    this.#check();
    return super.escape(src);
  }

  #check(): void {
    if (performance.now() < this.#end) return;
    // On a busy machine the clock goes on while this process waits.
    const { user, system } = process.cpuUsage(this.#before);
    this.isLate = user + system > LONGEST_MS * 1_000;
    if (this.isLate) throw new Error('Parsing takes too long.');
  }
}
