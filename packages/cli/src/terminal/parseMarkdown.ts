import { getDefaults, Lexer, Tokenizer, type TokensList } from 'marked';

/** The longest text to parse. In UTF-16 units. */
const LONGEST = 50_000;
/** The most lines: the parser splits the rest of the text at each line of a list. */
const MOST_LINES = 2_000;
/** The longest run of ASCII without a space: searching it for addresses takes quadratic time. */
const LONGEST_RUN = /[!-~]{1001}/;
/** The most marks in one paragraph: each is tried with each of the others. */
const MOST_MARKS = 400;
/** The most columns of a table: each of its rows gets as many cells. */
const MOST_COLUMNS = 100;
/** The time limit of a text within these bounds, in ms of CPU time. */
const LONGEST_MS = 150;

/**
 * Parses Markdown that may be hostile. The bounds keep each step short; between steps the
 * time limit is checked.
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

/** Gives up after the time limit. Overrides the rules that the parser tries first at each position. */
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
    // CPU time, because a busy machine may pause this process.
    const { user, system } = process.cpuUsage(this.#before);
    this.isLate = user + system > LONGEST_MS * 1_000;
    if (this.isLate) throw new Error('Parsing takes too long.');
  }
}
