import type { MarkedToken, Token, Tokens } from 'marked';
import { escapeControls } from './escapeControls.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { BOLD, CYAN, GRAY, ITALIC, paint, STRUCK, type Style } from './styles.ts';
import { columnWidths, tableRow } from './tableRow.ts';
import { breakLines, wrap } from './wrap.ts';

/** Blocks nested deeper are shown unparsed. */
const DEEPEST = 8;

/** Replaces a tab, whose width on the terminal is unknown. */
const TAB = '    ';

/** Options of {@link markdown}. */
export interface MarkdownStyle {
  /** The width in columns. */
  width: number;
  /** The width of code, in columns: code is best not wrapped. Default: `width`. */
  codeWidth?: number;
  /** Whether to use colours and weights. Without them, meaningful marks such as `**` stay. */
  color: boolean;
}

/**
 * Lays out Markdown for a terminal: wrapped, with headings, lists, quotes, code and tables styled. The text may be
 * hostile: control characters are shown as escapes, and text that takes long to parse is shown unparsed. No line is
 * wider than `style` allows, because the rest of a line that the terminal wraps would look like a line of another speaker.
 */
export function markdown(text: string, style: MarkdownStyle): string {
  const harmless = escapeControls(text).replaceAll('\t', TAB);
  try {
    const tokens = parseMarkdown(harmless);
    const shown = tokens ? new Writer(style).blocks(tokens, style.width, 0) : '';
    // Text that consists of marks only is shown unparsed.
    if (shown.trim() !== '') return shown;
  } catch {
    // Text that the parser cannot handle is shown unparsed.
  }
  return wrap(harmless, style.width);
}

class Writer {
  readonly #color: boolean;
  /** The extra width of code, in columns. */
  readonly #codeExtra: number;

  constructor({ color, width, codeWidth = width }: MarkdownStyle) {
    this.#color = color;
    this.#codeExtra = codeWidth - width;
  }

  blocks(tokens: readonly Token[], width: number, depth: number, between = '\n\n'): string {
    return tokens
      .filter(({ type }) => type !== 'space')
      .map((token) => this.#block(token as MarkedToken, Math.max(width, 10), depth))
      .join(between);
  }

  #block(token: MarkedToken, width: number, depth: number): string {
    if (depth > DEEPEST) return wrap(token.raw.trimEnd(), width);
    switch (token.type) {
      case 'heading':
        return wrap(this.#paint(BOLD, `${'#'.repeat(token.depth)} ${this.#inline(token.tokens)}`), width);
      case 'code':
        return this.#code(token.text.replace(/\n$/, ''), width + this.#codeExtra - 2);
      case 'blockquote':
        return indented(this.blocks(token.tokens, width - 2, depth + 1), this.#paint(GRAY, '│ '));
      case 'list':
        return this.#list(token, width, depth);
      case 'hr':
        return this.#paint(GRAY, '─'.repeat(Math.min(width, 40)));
      case 'table':
        return this.#table(token, width);
      case 'paragraph':
      case 'text':
        return wrap(this.#inline(token.tokens ?? [token]), width);
      default:
        return wrap(token.raw.trimEnd(), width);
    }
  }

  #code(text: string, width: number): string {
    return indented(breakLines(text, width), '  ', (line) => this.#paint(CYAN, line));
  }

  #list({ items, ordered, start, loose }: Tokens.List, width: number, depth: number): string {
    const first = ordered && typeof start === 'number' ? start : 1;
    const markWidth = ordered ? String(first + items.length - 1).length + 2 : 2;
    const shown = items.map(({ tokens, task, checked }, index) => {
      const mark = (ordered ? `${first + index}.` : '•').padEnd(markWidth);
      const box = task ? `[${checked ? 'x' : ' '}] ` : '';
      const body = `${box}${this.blocks(tokens, width - markWidth, depth + 1, loose ? '\n\n' : '\n')}`;
      return mark + body.replaceAll('\n', `\n${' '.repeat(markWidth)}`);
    });
    return shown.join(loose ? '\n\n' : '\n');
  }

  /** Renders a table with wrapped cells; with one line for each row if there are too many columns. */
  #table({ header, rows }: Tokens.Table, width: number): string {
    const cells = [header, ...rows].map((row) => row.map(({ tokens }) => this.#inline(tokens)));
    const widths = columnWidths(cells, width);
    const line = (row: readonly string[]): string =>
      widths
        ? tableRow(
            row,
            widths,
            header.map(({ align }) => align),
          )
        : wrap(row.join(' | '), width);
    const [head = [], ...body] = cells;
    const rule = this.#paint(
      GRAY,
      widths ? widths.map((one) => '─'.repeat(one)).join('  ') : '─'.repeat(Math.min(width, 40)),
    );
    return [this.#paint(BOLD, line(head)), rule, ...body.map(line)].map((one) => one.trimEnd()).join('\n');
  }

  #inline(tokens: readonly Token[]): string {
    return tokens.map((token) => this.#span(token as MarkedToken)).join('');
  }

  #span(token: MarkedToken): string {
    switch (token.type) {
      case 'strong':
        return this.#color
          ? this.#paint(BOLD, this.#inline(token.tokens))
          : `**${this.#inline(token.tokens)}**`;
      case 'em':
        return this.#color
          ? this.#paint(ITALIC, this.#inline(token.tokens))
          : `*${this.#inline(token.tokens)}*`;
      case 'del':
        return this.#color
          ? this.#paint(STRUCK, this.#inline(token.tokens))
          : `~~${this.#inline(token.tokens)}~~`;
      case 'codespan':
        return this.#color ? this.#paint(CYAN, token.text) : `\`${token.text}\``;
      case 'br':
        return '\n';
      case 'link':
        return this.#link(this.#inline(token.tokens), token.href);
      case 'image':
        return this.#link(token.text, token.href);
      case 'text':
        return token.tokens ? this.#inline(token.tokens) : named(token.text);
      case 'escape':
        return token.text;
      default:
        return token.raw;
    }
  }

  /** Always shows the target of a link: its text may be misleading. */
  #link(text: string, href: string): string {
    const address = href.replace(/^mailto:/, '');
    return text === href || text === address ? text : `${text} (${this.#paint(GRAY, href)})`;
  }

  #paint(style: Style, text: string): string {
    return paint(text, style, this.#color);
  }
}

/** Decodes the five entities that people write in text. Others stay as they are. */
function named(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (whole, name: string) => entities[name] ?? whole);
}

function indented(text: string, indent: string, paint = (line: string): string => line): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? indent.trimEnd() : indent + paint(line)))
    .join('\n');
}
