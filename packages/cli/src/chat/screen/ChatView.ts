import type { Output } from '../../Context.ts';
import { completeEnd } from '../../terminal/characters.ts';
import { escapeControls, escapeLine } from '../../terminal/escapeControls.ts';
import { markdown } from '../../terminal/markdown.ts';
import { BOLD, GRAY, paint } from '../../terminal/styles.ts';
import { wrap } from '../../terminal/wrap.ts';
import type { Editor } from './Editor.ts';
import { type Layout, layout } from './layout.ts';
import { Preview } from './Preview.ts';
import { Screen } from './Screen.ts';

const PROMPT = 'you> ';
/** Wider lines are hard to read. In columns. */
const WIDEST = 100;
/** Longer messages are cut, because drawing them would be slow. In UTF-16 units. */
const LONGEST_SHOWN = 200_000;
/** A longer name gets a line of its own. In UTF-16 units. */
const LONGEST_NAME = 16;

/** The surroundings of a view. */
export interface ViewOptions {
  readonly stdout: Output;
  /** The line that is being typed. */
  readonly editor: Editor;
  readonly agentName: string;
  readonly isColored: boolean;
  /** Returns the status line; `undefined` for none. */
  readonly status: () => string | undefined;
}

/** The screen of a chat: messages, and below them the preview of an answer, the status and the line that is being typed. */
export class ChatView {
  readonly #options: ViewOptions;
  readonly #screen: Screen;
  readonly #preview: Preview;
  /** The step of the agent that was shown last. */
  #step: string | undefined;
  /** The draw that is due after the current events. */
  #drawing: NodeJS.Immediate | undefined;
  /** The draw that is due when the preview may be laid out again. */
  #later: NodeJS.Timeout | undefined;

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#screen = new Screen(options.stdout);
    this.#preview = new Preview((text) => this.#answer(text));
  }

  /** Takes the terminal. */
  begin(): void {
    this.#screen.begin();
  }

  /** Gives the terminal back. */
  end(): void {
    clearImmediate(this.#drawing);
    clearTimeout(this.#later);
    this.#drawing = undefined;
    this.#later = undefined;
    this.#screen.end();
  }

  /** Shows a complete answer in place of its preview. */
  answer(text: string): void {
    this.#preview.take();
    const start = text.slice(0, LONGEST_SHOWN);
    const shown = start === text ? text : start.slice(0, completeEnd(start));
    this.print(this.#answer(shown));
    const left = text.length - shown.length;
    if (left > 0) this.note(`${left} more characters are not shown: in a pipe, \`mi chat\` prints all`);
  }

  /**
   * Shows an answer that is still streaming.
   *
   * @param step - The step that the agent works at: a line of its own, once.
   */
  partialAnswer(text: string, step?: string): void {
    if (step !== undefined && step !== this.#step) this.note(step);
    this.#step = step;
    if (text === '') return;
    this.#preview.set(text);
    this.drawSoon();
  }

  /** Shows an answer that will not be finished. */
  unfinishedAnswer(text: string): void {
    if (text !== '') this.answer(text);
    this.note('the answer was not finished');
  }

  /** Shows the preview as an unfinished answer, if there is one. */
  abandonPreview(): void {
    const text = this.#preview.take();
    if (text !== undefined) this.unfinishedAnswer(text);
  }

  /** Shows a message of the person at the terminal. */
  typed(text: string): void {
    this.print(PROMPT + escapeControls(text).replaceAll('\n', `\n${' '.repeat(PROMPT.length)}`));
  }

  /** Shows a remark of the chat itself. */
  note(text: string): void {
    this.print(this.#gray(wrap(`· ${escapeControls(text)}`, this.#screen.width)));
  }

  /** Shows text above the line that is being typed. */
  print(text: string): void {
    this.#screen.print(text, this.#block());
  }

  /** Clears the screen. */
  clear(): void {
    this.#screen.clear(this.#block());
  }

  /** Draws after the current events: many keys may come at once. */
  drawSoon(): void {
    this.#drawing ??= setImmediate(() => {
      this.#drawing = undefined;
      this.#screen.draw(this.#block());
    });
  }

  #answer(content: string): string {
    const { agentName, isColored } = this.#options;
    const isLong = agentName.length > LONGEST_NAME;
    const indent = ' '.repeat(isLong ? 2 : agentName.length + 2);
    const codeWidth = this.#screen.width - indent.length;
    const width = Math.min(codeWidth, WIDEST - indent.length);
    const body = markdown(content.trimEnd(), { width, codeWidth, color: isColored });
    const name = paint(`${escapeLine(agentName)}>`, BOLD, isColored);
    return `${name}${isLong ? `\n${indent}` : ' '}${body.replaceAll('\n', `\n${indent}`)}`;
  }

  /** The rows at the bottom: the preview, the status and the line that is being typed. */
  #block(): Layout {
    const { width } = this.#screen;
    const { editor, status } = this.#options;
    const block = layout(editor.text, editor.cursor, PROMPT, width);
    const { lines: above, staleUntil } = this.#preview.lines(width);
    if (staleUntil !== undefined) this.#drawAt(staleUntil);
    const text = status();
    if (text !== undefined) {
      const [line = ''] = wrap(`· ${text}`, width).split('\n');
      above.push(this.#gray(line));
    }
    return { lines: [...above, ...block.lines], row: block.row + above.length, column: block.column };
  }

  #drawAt(time: number): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.drawSoon();
    }, time - performance.now());
  }

  #gray(text: string): string {
    return paint(text, GRAY, this.#options.isColored);
  }
}
