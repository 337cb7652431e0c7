import { onAbort } from '@mitosislabs/auth/async';
import type { Transport } from '@mitosislabs/transport';
import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { type AnswerListener, Answers } from '@mitosislabs/xmtp/ask';
import type { Context } from '../Context.ts';
import { describe } from '../errors/describe.ts';
import { Interruption } from '../errors/Interruption.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { ChatSession } from './ChatSession.ts';
import type { ConnectionWatch } from './ConnectionWatch.ts';
import { ChatKeys } from './screen/ChatKeys.ts';
import { ChatView } from './screen/ChatView.ts';
import { Editor } from './screen/Editor.ts';
import { type SlashCommand, slashCommands } from './slashCommands.ts';
import { typedLine } from './typedLine.ts';

/** A chat at a terminal. Connects the keys, the view and the state of the conversation. */
export class TerminalChat implements AnswerListener {
  readonly #session: XMTPSession;
  readonly #context: Context;
  readonly #watch: ConnectionWatch;
  readonly #commands: Readonly<Record<string, SlashCommand>>;
  readonly #view: ChatView;
  readonly #state: ChatSession;
  readonly #keys: ChatKeys;
  /** Aborts when the chat is over: what a command still loads is not shown. */
  readonly #over = new AbortController();

  constructor(session: XMTPSession, transport: Transport, watch: ConnectionWatch, context: Context) {
    const { stdin, stdout, colorDepth, signal } = context;
    const { agentName, officeId } = session;
    const editor = new Editor();
    this.#session = session;
    this.#context = context;
    this.#watch = watch;
    this.#commands = slashCommands(transport, officeId, { stdout, signal: this.#over.signal });
    this.#state = new ChatSession(session, signal, (note) => this.#view.note(note));
    const isColored = colorDepth > 1;
    this.#view = new ChatView({ stdout, editor, agentName, isColored, status: () => this.#status() });
    this.#keys = new ChatKeys(stdin, editor, this.#view, {
      submit: (text) => this.#submit(text),
      interrupt: (isRepeated) => this.#interrupt(isRepeated, editor),
      leave: () => this.#leave(),
      hangUp: () => this.#state.end(new Interruption('sighup')),
    });
  }

  /** Chats until `/quit` or Ctrl-D. Throws an `Interruption` after Ctrl-C twice. */
  async run(): Promise<void> {
    const { stdout, signal } = this.#context;
    const answers = new Answers(this.#session, this);
    const redraw = () => this.#view.drawSoon();
    const forget = onAbort(signal, () => this.#over.abort());
    this.#keys.begin();
    this.#greet();
    this.#watch.onChange = (isLost) =>
      this.#view.note(isLost ? 'connection lost, trying again' : 'connected again');
    this.#watch.onGap = () => this.#view.note('some messages are no longer available');
    stdout.on('resize', redraw);
    try {
      await answers.during(this.#state.ended, signal);
    } finally {
      forget();
      this.#over.abort();
      this.#watch.onChange = () => undefined;
      this.#watch.onGap = () => undefined;
      stdout.off('resize', redraw);
      this.#keys.end();
      this.#state.close();
      this.#view.abandonPreview();
      this.#view.end();
    }
  }

  onAnswer({ content }: XMTPMessage): void {
    this.#state.answered();
    this.#view.answer(content);
  }

  onPartial({ text, step }: Answer): void {
    this.#view.partialAnswer(text, step);
  }

  onUnfinished({ text }: Answer): void {
    this.#view.unfinishedAnswer(text);
  }

  #greet(): void {
    const { agentName, capabilities } = this.#session;
    const able = capabilities.length > 0 ? ` (${capabilities.join(', ')})` : '';
    this.#view.note(`talking with ${agentName}${able}; /help shows the commands, /quit leaves`);
  }

  /** The first Ctrl-C stops waiting and clears the line; the second one leaves. */
  #interrupt(isRepeated: boolean, editor: Editor): void {
    if (isRepeated || this.#state.isLeaving) {
      this.#state.end(new Interruption('sigint'));
      return;
    }
    editor.clear();
    const wasWaiting = this.#state.stopWaiting();
    this.#view.note(wasWaiting ? 'no longer waiting; Ctrl-C again leaves' : 'Ctrl-C again leaves');
  }

  #submit(text: string): void {
    if (text === '') {
      this.#view.drawSoon();
      return;
    }
    this.#view.typed(text);
    const line = typedLine(text, Object.keys(this.#commands));
    if (line.kind === 'message') {
      this.#state.send(line.text);
      this.#view.drawSoon();
    } else if (line.kind === 'mistake') this.#view.note(line.note);
    else if (line.name === 'quit') this.#leave();
    else void this.#command(line.name);
  }

  async #command(name: string): Promise<void> {
    try {
      const text = await this.#commands[name]?.run();
      if (!this.#over.signal.aborted) this.#view.print(text ?? '');
    } catch (error) {
      if (!this.#over.signal.aborted) this.#view.note(`/${name} failed: ${describe(error).message}`);
    }
  }

  #leave(): void {
    this.#keys.mute();
    this.#state.leave();
  }

  #status(): string | undefined {
    if (this.#watch.isLost) return 'no connection …';
    return this.#state.waiting > 0 ? `${escapeLine(this.#session.agentName)} is answering …` : undefined;
  }
}
