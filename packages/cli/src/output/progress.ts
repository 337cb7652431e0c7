import type { Middleware } from '@mitosislabs/transport';
import type { Context } from '../Context.ts';
import { characters } from '../terminal/characters.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { byteSize, duration } from '../terminal/humanize.ts';
import { isCI } from '../terminal/isCI.ts';
import { textWidth } from '../terminal/textWidth.ts';

/** Shorter waits show nothing. In ms. */
const PATIENCE_MS = 500;
/** How often the line is drawn, in ms. */
const FRAME_MS = 100;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const PLAIN_FRAMES = '-\\|/';
const CLEAR = '\r\u001b[K';

/** The runs that have such a line now. */
const busy = new WeakSet<Context>();

/** A line on standard error that names a long wait. It is drawn on a terminal only. */
export class Progress {
  readonly #context: Context;
  readonly #text: () => string;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  /**
   * Begins to wait.
   *
   * @param text - Returns the name of the wait, each time the line is drawn.
   */
  constructor(context: Context, text: () => string) {
    this.#context = context;
    this.#text = text;
    // One line at a time.
    if (busy.has(context)) return;
    busy.add(context);
    this.#timer = setTimeout(() => {
      // Checked only now: Node creates the stream on first use.
      const { stderr, env } = context;
      if (!stderr.isTTY || env['TERM'] === 'dumb' || isCI(env)) return;
      this.#timer = setInterval(() => this.#draw(), FRAME_MS);
      this.#draw();
    }, PATIENCE_MS);
  }

  /** Ends the wait, and removes the line. */
  end(): void {
    if (this.#timer === undefined) return;
    // Both kinds of timers are cleared alike.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    busy.delete(this.#context);
    if (this.#frame > 0) this.#context.stderr.write(CLEAR);
  }

  #draw(): void {
    const { stderr, env } = this.#context;
    const frames = /UTF-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8')
      ? FRAMES
      : PLAIN_FRAMES;
    const sign = frames[this.#frame++ % frames.length] ?? '';
    // One row: a second one would stay when the line is cleared.
    stderr.write(CLEAR + cut(`${sign} ${escapeLine(this.#text())}`, (stderr.columns ?? 80) - 1));
  }
}

/** Cuts a line at a number of columns. */
function cut(line: string, columns: number): string {
  let row = '';
  let width = 0;
  for (const character of characters(line)) {
    width += textWidth(character);
    if (width > columns) break;
    row += character;
  }
  return row;
}

/** Shows a line while a promise is pending. */
export async function whileShown<T>(context: Context, what: string, work: Promise<T>): Promise<T> {
  const progress = beginShown(context, what);
  try {
    return await work;
  } finally {
    progress.end();
  }
}

/**
 * Creates a middleware that shows a request that takes long.
 *
 * @param options.withBody - Whether to show it until the body was read, too. Not for a body that is printed as it comes.
 */
export function showRequests(context: Context, { withBody = true } = {}): Middleware {
  const what = 'waiting for the platform';
  return async (request, next) => {
    const response = await whileShown(context, what, next(request));
    const isEndless = /^text\/event-stream\b/i.test(response.headers['content-type'] ?? '');
    return withBody && !isEndless ? { ...response, body: shownBody(context, what, response.body) } : response;
  };
}

/** Passes a body on, and shows a line until it ends or is left. */
async function* shownBody(
  context: Context,
  what: string,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const progress = beginShown(context, what);
  try {
    yield* body;
  } finally {
    progress.end();
  }
}

/** Begins to wait for something, and shows for how long. */
export function beginShown(context: Context, what: string): Progress {
  const startedAt = Date.now();
  return new Progress(context, () => `${what} (${duration((Date.now() - startedAt) / 1000)})`);
}

/** The progress of a transfer, in bytes; `total` is `undefined` if it is not known. */
interface Transferred {
  loaded: number;
  total?: number | undefined;
}

/** The progress of a transfer: how much of it, how fast, and how long it will take. */
export class TransferProgress {
  readonly #startedAt = Date.now();
  readonly #progress: Progress;
  #state: Transferred = { loaded: 0 };
  /** Bytes of an earlier run: they say nothing about the rate. */
  #before: number | undefined;

  /** Begins a transfer; `name` is that of the file. */
  constructor(context: Context, name: string) {
    this.#progress = new Progress(context, () =>
      transferLine(name, this.#state, (Date.now() - this.#startedAt) / 1000, this.#before),
    );
  }

  /** Updates the progress. */
  readonly update = (state: Transferred): void => {
    this.#before = Math.min(this.#before ?? state.loaded, state.loaded);
    this.#state = state;
  };

  /** Ends the transfer, and removes the line. */
  end(): void {
    this.#progress.end();
  }
}

/**
 * Formats the state of a transfer: `report.pdf  12 MB of 40 MB  3.1 MB/s  9 s left`.
 *
 * @param before - The bytes that an earlier run transferred.
 */
export function transferLine(
  name: string,
  { loaded, total }: Transferred,
  seconds: number,
  before = 0,
): string {
  const rate = seconds > 0 ? (loaded - before) / seconds : 0;
  const parts = [name, total === undefined ? byteSize(loaded) : `${byteSize(loaded)} of ${byteSize(total)}`];
  if (rate > 0) parts.push(`${byteSize(rate)}/s`);
  if (rate > 0 && total !== undefined) parts.push(`${duration(Math.max(0, total - loaded) / rate)} left`);
  return parts.join('  ');
}
