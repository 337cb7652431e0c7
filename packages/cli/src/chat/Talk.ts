import { ConnectionError } from '@mitosislabs/transport/errors';
import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import type { Context } from '../Context.ts';
import { describe } from '../errors/describe.ts';
import { Interruption } from '../errors/Interruption.ts';
import { completeEnd } from '../terminal/characters.ts';
import { escapeControls, escapeLine } from '../terminal/escapeControls.ts';
import { markdown } from '../terminal/markdown.ts';
import { BOLD, GRAY, paint, type Style } from '../terminal/styles.ts';
import { breakLines, wrap } from '../terminal/wrap.ts';
import type { Listener } from './Answers.ts';
import type { ConnectionWatch } from './ConnectionWatch.ts';
import { Editor } from './Editor.ts';
import type { Key } from './Key.ts';
import { type Layout, layout } from './layout.ts';
import { readKeys } from './readKeys.ts';
import { Screen } from './Screen.ts';
import { canSuspend, onSignals, suspend } from './signals.ts';
import type { SlashCommand } from './slashCommands.ts';
import { typedLine } from './typedLine.ts';

const PROMPT = 'you> ';
/** Wider lines are hard to read. */
const WIDEST = 100;
/** Of an answer that grows no more is laid out than a screen can show. In UTF-16 units. */
const LONGEST_PREVIEW = 20_000;
/** Longer messages are cut on the screen, which would be slow. In UTF-16 units. */
const LONGEST_SHOWN = 200_000;
/** A streaming answer is laid out again after this multiple of the last layout's time, so that keys stay responsive. */
const REST = 4;
/** A longer name stands on a line of its own. */
const LONGEST_NAME = 16;

/** A conversation at a terminal: what is typed stands at the bottom, and what is said comes in above it. */
export class Talk implements Listener {
  readonly #session: XMTPSession;
  readonly #context: Context;
  readonly #watch: ConnectionWatch;
  readonly #commands: Readonly<Record<string, SlashCommand>>;
  readonly #screen: Screen;
  readonly #editor = new Editor();
  readonly #sending = new Set<Promise<void>>();
  #stop = new AbortController();
  /** How many questions have no answer yet. */
  #waiting = 0;
  /** The answer that is streaming, as received so far; its last character may be incomplete. */
  #growing: string | undefined;
  #shown: { key: string; width: number; lines: string[]; until: number } | undefined;
  /** Whether the last key was Ctrl-C. */
  #isArmed = false;
  #isLeaving = false;
  /** Whether it has gone on after Ctrl-Z, and no key came since. */
  #isBack = false;
  #failure: unknown;
  #drawing: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  readonly #over: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #release: () => void = () => undefined;
  /** Lets go of the keys. */
  #letGo: () => void = () => undefined;

  constructor(
    session: XMTPSession,
    context: Context,
    watch: ConnectionWatch,
    commands: Readonly<Record<string, SlashCommand>>,
  ) {
    this.#session = session;
    this.#context = context;
    this.#watch = watch;
    this.#commands = commands;
    this.#screen = new Screen(context.stdout);
    this.#over = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Takes the terminal, and says who is there. */
  begin(): void {
    const { stdout } = this.#context;
    const { agentName, capabilities } = this.#session;
    const redraw = () => this.#drawSoon();
    this.#take();
    const able = capabilities.length > 0 ? ` (${capabilities.join(', ')})` : '';
    this.note(`talking with ${agentName}${able}; /help shows the commands, /quit leaves`);
    this.#watch.onChange = (isLost) =>
      this.note(isLost ? 'connection lost, trying again' : 'connected again');
    this.#watch.onGap = () => this.note('some messages can no longer be had');
    stdout.on('resize', redraw);
    const forget = onSignals(this.#context.stdin, {
      SIGCONT: () => this.#retake(),
      SIGHUP: () => this.#reject(Interruption.sighup),
    });
    this.#release = () => {
      this.#watch.onChange = () => undefined;
      this.#watch.onGap = () => undefined;
      stdout.off('resize', redraw);
      forget();
      this.#letGo();
    };
  }

  /** Has the terminal for itself. */
  #take(): void {
    this.#screen.begin();
    this.#letGo = readKeys(
      this.#context.stdin,
      (input, key) => this.#key(input, key),
      () => this.#leave(),
    );
  }

  /** Somebody else had the terminal meanwhile, and has left it in another mode; and has written below, unless it was drawn since. */
  #retake(): void {
    if (this.#isBack) this.#screen.end();
    this.#isBack = false;
    this.#letGo();
    this.#take();
    this.#drawSoon();
  }

  /** To the shell, until it says to go on. */
  #suspend(): void {
    if (!canSuspend(this.#context.stdin)) return;
    this.#screen.end();
    this.#letGo();
    suspend();
    // Not left to the signal that says so: where there is no shell, nothing has stopped.
    this.#retake();
    this.#isBack = true;
  }

  /** Resolves when somebody has left, and what was sent before that is out. Rejects with an `Interruption` for Ctrl-C. */
  get over(): Promise<void> {
    return this.#over;
  }

  /** Gives the terminal back as it was. */
  end(): void {
    this.#release();
    this.#stop.abort();
    clearImmediate(this.#drawing);
    clearTimeout(this.#later);
    if (this.#growing !== undefined) this.#break(this.#growing.slice(0, completeEnd(this.#growing)));
    this.#screen.end();
  }

  /** Shows what the agent says. */
  show({ content }: XMTPMessage): void {
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.#forgetGrowing();
    this.#printAnswer(content);
  }

  /** Shows an answer that is not whole yet, above what is being typed. */
  grow({ text }: Answer): void {
    // Only stored: pieces may come faster than they can be laid out.
    this.#growing = text;
    this.#drawSoon();
  }

  #forgetGrowing(): void {
    this.#growing = undefined;
    this.#shown = undefined;
  }

  #printAnswer(text: string): void {
    const start = text.slice(0, LONGEST_SHOWN);
    const shown = start === text ? text : start.slice(0, completeEnd(start));
    this.#print(this.#said(shown));
    const left = text.length - shown.length;
    if (left > 0) this.note(`${left} more characters are not shown: in a pipe, \`mi chat\` prints all`);
  }

  /** What there was of an answer that came to nothing stays where it can be read. */
  lose({ text }: Answer): void {
    this.#break(text);
  }

  #break(text: string): void {
    this.#forgetGrowing();
    this.#printAnswer(text);
    this.note('the answer was not finished');
  }

  #said(content: string): string {
    const { agentName } = this.#session;
    const isLong = agentName.length > LONGEST_NAME;
    const indent = ' '.repeat(isLong ? 2 : agentName.length + 2);
    const codeWidth = this.#screen.width - indent.length;
    const width = Math.min(codeWidth, WIDEST - indent.length);
    const body = markdown(content.trimEnd(), { width, codeWidth, color: this.#isColored });
    const name = this.#paint(BOLD, `${escapeLine(agentName)}>`);
    return `${name}${isLong ? `\n${indent}` : ' '}${body.replaceAll('\n', `\n${indent}`)}`;
  }

  /** Says something that is not the agent's. */
  note(text: string): void {
    this.#print(this.#paint(GRAY, wrap(`· ${escapeControls(text)}`, this.#screen.width)));
  }

  #key(input: string | undefined, key: Key): void {
    const press =
      this.#isLeaving && !(key.ctrl && key.name === 'c') ? 'changed' : this.#editor.press(input, key);
    if (press !== 'interrupt') this.#isArmed = false;
    this.#isBack = false;
    if (press === 'interrupt') this.#interrupt();
    else if (press === 'submit') this.#submit();
    else if (press === 'leave') this.#leave();
    else if (press === 'clear') this.#screen.clear(this.#block());
    else if (press === 'suspend') this.#suspend();
    else this.#drawSoon();
  }

  /** Once: nobody waits any more, and the line is empty. Twice: away. */
  #interrupt(): void {
    if (this.#isArmed || this.#isLeaving) {
      this.#reject(Interruption.sigint);
      return;
    }
    this.#isArmed = true;
    this.#editor.clear();
    const wasWaiting = this.#waiting > 0;
    this.#waiting = 0;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.note(wasWaiting ? 'no longer waiting; Ctrl-C again leaves' : 'Ctrl-C again leaves');
  }

  #submit(): void {
    const text = this.#editor.take().trim();
    if (text === '') {
      this.#drawSoon();
      return;
    }
    this.#print(PROMPT + escapeControls(text).replaceAll('\n', `\n${' '.repeat(PROMPT.length)}`));
    const line = typedLine(text, Object.keys(this.#commands));
    if (line.kind === 'message') this.#send(line.text);
    else if (line.kind === 'mistake') this.note(line.note);
    else if (line.name === 'quit') this.#leave();
    else void this.#command(line.name);
  }

  async #command(name: string): Promise<void> {
    try {
      this.#print((await this.#commands[name]?.run()) ?? '');
    } catch (error) {
      if (!this.#context.signal.aborted) this.note(`/${name} failed: ${describe(error).message}`);
    }
  }

  #send(text: string): void {
    this.#waiting++;
    const { signal } = this.#stop;
    const sending = this.#session
      .send(text, { signal })
      .then(
        () => undefined,
        (error: unknown) => this.#failed(error, signal.aborted),
      )
      .finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
    this.#drawSoon();
  }

  #failed(error: unknown, isStopped: boolean): void {
    if (this.#context.signal.aborted) return;
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.#failure = error;
    const what = Reflect.get(Object(error), 'outcome') === 'unknown' ? 'it may have been sent' : 'not sent';
    // Without a connection, the line at the bottom says the rest.
    const { message, hint } =
      error instanceof ConnectionError
        ? { message: 'the platform cannot be reached', hint: undefined }
        : describe(error);
    if (isStopped) this.note(what);
    else this.note(`${what}: ${message}${hint ? `\n  ${hint}` : ''}\n  Up brings it back.`);
  }

  #leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#failure = undefined;
    void Promise.all(this.#sending).then(() => {
      if (this.#failure === undefined) this.#resolve();
      else this.#reject(this.#failure);
    });
  }

  #print(text: string): void {
    this.#screen.print(text, this.#block());
  }

  /** Many keys may come at once: the line is drawn when they were all taken. */
  #drawSoon(): void {
    this.#drawing ??= setImmediate(() => {
      this.#drawing = undefined;
      this.#screen.draw(this.#block());
    });
  }

  /** What stands at the bottom: the answer that grows, how things are, if that is worth a line, and what is being typed. */
  #block(): Layout {
    const { width } = this.#screen;
    const { text, cursor } = this.#editor;
    const block = layout(text, cursor, PROMPT, width);
    const above = this.#growingLines();
    const status = this.#status();
    if (status !== undefined) {
      const [line = ''] = wrap(`· ${status}`, width).split('\n');
      above.push(this.#paint(GRAY, line));
    }
    return { lines: [...above, ...block.lines], row: block.row + above.length, column: block.column };
  }

  /**
   * Laid out once for each piece, not for each key, and throttled. Each line is one row, also
   * where the screen is too narrow for a layout.
   */
  #growingLines(): string[] {
    if (this.#growing === undefined) return [];
    const { width } = this.#screen;
    const before = this.#shown;
    const started = performance.now();
    if (before && started < before.until) {
      this.#drawAt(before.until);
      return before.width === width
        ? [...before.lines]
        : breakLines(before.lines.join('\n'), width).split('\n');
    }
    const key = this.#growing.slice(-LONGEST_PREVIEW, completeEnd(this.#growing));
    if (before?.width === width && before.key === key) return [...before.lines];
    const lines = wrap(this.#said(key), width).split('\n');
    const now = performance.now();
    this.#shown = { key, width, lines, until: now + REST * (now - started) };
    return [...lines];
  }

  #drawAt(time: number): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#drawSoon();
    }, time - performance.now());
  }

  #status(): string | undefined {
    if (this.#watch.isLost) return 'no connection …';
    return this.#waiting > 0 ? `${escapeLine(this.#session.agentName)} is answering …` : undefined;
  }

  get #isColored(): boolean {
    return this.#context.colorDepth > 1;
  }

  #paint(style: Style, text: string): string {
    return paint(text, style, this.#isColored);
  }
}
