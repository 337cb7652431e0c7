import { after, before } from '../../terminal/characters.ts';
import { lineEnd, lineStart, wordAfter, wordBefore } from './boundaries.ts';
import { History } from './History.ts';

/** A key, as `node:readline` reports it. */
export interface Key {
  /** The bytes that the terminal sent, as text. */
  sequence?: string | undefined;
  /** `return`, `up`, `a`, …; left out for keys without a name. */
  name?: string | undefined;
  ctrl?: boolean | undefined;
  meta?: boolean | undefined;
}

/** The action that follows a key press. `changed` draws the line again. */
export type Press = 'changed' | 'submit' | 'interrupt' | 'leave' | 'clear' | 'suspend';

/** Ctrl with a letter → the key that does the same. */
const CONTROLS: Readonly<Record<string, string>> = {
  a: 'home',
  b: 'left',
  e: 'end',
  f: 'right',
  h: 'backspace',
  n: 'down',
  p: 'up',
};

/** The text that is being typed, of one or more lines, and the keys that edit it. */
export class Editor {
  readonly #history = new History();
  #text = '';
  #cursor = 0;
  /** The text that was cut last. */
  #cut = '';
  /** The pieces of a paste so far; `undefined` outside of one. */
  #paste: string[] | undefined;

  /** The text. */
  get text(): string {
    return this.#text;
  }

  /** The position of the cursor, in UTF-16 units. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Handles a key; `input` is the text that it types, if any. */
  press(input: string | undefined, key: Key): Press {
    if (key.name === 'paste-start') this.#paste ??= [];
    else if (key.ctrl && key.name === 'c') return 'interrupt';
    else if (this.#paste) this.#pasted(this.#paste, input, key);
    else if (key.name === 'return' && !key.meta) return 'submit';
    else if (key.ctrl) return this.#control(key.name ?? '');
    else if (key.meta) this.#meta(key.name ?? '');
    else this.#plain(input, key.name ?? '');
    return 'changed';
  }

  /** Empties the line, and adds its text to the history. */
  take(): string {
    const text = this.#text;
    this.#history.add(text);
    this.#replace('');
    return text;
  }

  /** Empties the line. The arrow keys bring the text back. */
  clear(): void {
    this.take();
  }

  /** Inserts pasted keys as text: no line of a paste is sent before Enter is pressed. */
  #pasted(pieces: string[], input: string | undefined, { name, ctrl, meta, sequence }: Key): void {
    if (name === 'paste-end') {
      this.#paste = undefined;
      this.#insert(pieces.join('').replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
    } else if (name === 'return' || name === 'enter') pieces.push(sequence ?? '\n');
    else if (name === 'tab') pieces.push('\t');
    else if (!ctrl && !meta && isText(input)) pieces.push(input);
  }

  #control(name: string): Press {
    if (name === 'l') return 'clear';
    if (name === 'z') return 'suspend';
    if (name === 'd' && this.#text === '') return 'leave';
    if (name === 'left' || name === 'right') this.#meta(name === 'left' ? 'b' : 'f');
    else if (name === 'd') this.#erase(this.#cursor, after(this.#text, this.#cursor));
    else if (name === 'k') this.#kill(this.#cursor, lineEnd(this.#text, this.#cursor));
    else if (name === 'u') this.#kill(lineStart(this.#text, this.#cursor), this.#cursor);
    else if (name === 'w') this.#kill(wordBefore(this.#text, this.#cursor), this.#cursor);
    else if (name === 'y') this.#insert(this.#cut);
    else this.#plain(undefined, CONTROLS[name] ?? '');
    return 'changed';
  }

  #meta(name: string): void {
    if (name === 'return') this.#insert('\n');
    else if (name === 'b' || name === 'left') this.#cursor = wordBefore(this.#text, this.#cursor);
    else if (name === 'f' || name === 'right') this.#cursor = wordAfter(this.#text, this.#cursor);
    else if (name === 'd') this.#kill(this.#cursor, wordAfter(this.#text, this.#cursor));
    else if (name === 'backspace') this.#kill(wordBefore(this.#text, this.#cursor), this.#cursor);
  }

  #plain(input: string | undefined, name: string): void {
    const text = this.#text;
    const at = this.#cursor;
    if (name === 'left') this.#cursor = before(text, at);
    else if (name === 'right') this.#cursor = after(text, at);
    else if (name === 'home') this.#cursor = lineStart(text, at);
    else if (name === 'end') this.#cursor = lineEnd(text, at);
    else if (name === 'backspace') this.#erase(before(text, at), at);
    else if (name === 'delete') this.#erase(at, after(text, at));
    else if (name === 'enter') this.#insert('\n');
    else if (name === 'up' || name === 'down') this.#vertical(name === 'up' ? -1 : 1);
    else if (isText(input)) this.#insert(input);
  }

  /** Moves to the line above or below; beyond the first and the last one, through the history. */
  #vertical(step: -1 | 1): void {
    const start = lineStart(this.#text, this.#cursor);
    const end = lineEnd(this.#text, this.#cursor);
    if (step < 0 ? start === 0 : end === this.#text.length) {
      const entry = this.#history.move(step, this.#text);
      if (entry !== undefined) this.#replace(entry);
      return;
    }
    const target = step < 0 ? lineStart(this.#text, start - 1) : end + 1;
    const wanted = target + this.#cursor - start;
    const at = Math.min(wanted, lineEnd(this.#text, target));
    // Never stops inside a character.
    this.#cursor = at === this.#text.length ? at : before(this.#text, at + 1);
  }

  #insert(text: string): void {
    // Appends without slicing: a paste may be a million keys.
    if (this.#cursor === this.#text.length) this.#text += text;
    else this.#text = this.#text.slice(0, this.#cursor) + text + this.#text.slice(this.#cursor);
    this.#cursor += text.length;
  }

  #erase(from: number, to: number): void {
    this.#text = this.#text.slice(0, from) + this.#text.slice(to);
    this.#cursor = from;
  }

  #kill(from: number, to: number): void {
    if (from < to) this.#cut = this.#text.slice(from, to);
    this.#erase(from, to);
  }

  #replace(text: string): void {
    this.#text = text;
    this.#cursor = text.length;
  }
}

/** Whether a key types text. Control characters are not text. */
function isText(input: string | undefined): input is string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
  return input !== undefined && input !== '' && !/[\u0000-\u001f\u007f-\u009f]/.test(input);
}
