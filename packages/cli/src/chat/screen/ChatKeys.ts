import { emitKeypressEvents } from 'node:readline';
import type { Input } from '../../Context.ts';
import type { ChatView } from './ChatView.ts';
import type { Editor, Key } from './Editor.ts';

/** Standard input that may be a terminal. */
type Keyboard = Input & { setRawMode?: (raw: boolean) => void };

/** Handlers of the keys that do more than edit the line. */
export interface KeyActions {
  /** Enter, with the text of the line. */
  submit(text: string): void;
  /** Ctrl-C. `isRepeated`: the key before was Ctrl-C, too. */
  interrupt(isRepeated: boolean): void;
  /** Ctrl-D on an empty line, or the end of standard input. */
  leave(): void;
  /** The terminal was closed. */
  hangUp(): void;
}

/** Reads the keys of a chat: edits the line, and suspends and resumes the process as a shell expects. */
export class ChatKeys {
  readonly #stdin: Keyboard;
  readonly #editor: Editor;
  readonly #view: Pick<ChatView, 'begin' | 'end' | 'clear' | 'drawSoon'>;
  readonly #actions: KeyActions;
  /** Whether the last key was Ctrl-C. */
  #isArmed = false;
  /** Whether the process was resumed, and no key was pressed since. */
  #isResumed = false;
  /** Whether keys other than Ctrl-C are ignored. */
  #isMuted = false;
  #stopReading: () => void = () => undefined;
  #stopSignals: () => void = () => undefined;

  constructor(
    stdin: Keyboard,
    editor: Editor,
    view: Pick<ChatView, 'begin' | 'end' | 'clear' | 'drawSoon'>,
    actions: KeyActions,
  ) {
    this.#stdin = stdin;
    this.#editor = editor;
    this.#view = view;
    this.#actions = actions;
  }

  /** Takes the terminal, and starts to read. */
  begin(): void {
    this.#take();
    this.#stopSignals = onSignals(this.#stdin, {
      SIGCONT: () => this.#retake(),
      SIGHUP: () => this.#actions.hangUp(),
    });
  }

  /** Stops reading. The view gives the terminal back. */
  end(): void {
    this.#stopSignals();
    this.#stopReading();
  }

  /** Ignores all keys but Ctrl-C from now on. */
  mute(): void {
    this.#isMuted = true;
  }

  #press(input: string | undefined, key: Key): void {
    const isInterrupt = key.ctrl === true && key.name === 'c';
    const press = this.#isMuted && !isInterrupt ? 'changed' : this.#editor.press(input, key);
    const wasArmed = this.#isArmed;
    this.#isArmed = press === 'interrupt';
    this.#isResumed = false;
    if (press === 'interrupt') this.#actions.interrupt(wasArmed);
    else if (press === 'submit') this.#actions.submit(this.#editor.take().trim());
    else if (press === 'leave') this.#actions.leave();
    else if (press === 'clear') this.#view.clear();
    else if (press === 'suspend') this.#suspend();
    else this.#view.drawSoon();
  }

  #take(): void {
    const press = (input: string | undefined, key: Key) => this.#press(input, key);
    const leave = () => this.#actions.leave();
    const stdin = this.#stdin;
    this.#view.begin();
    emitKeypressEvents(stdin);
    stdin.on('keypress', press).on('end', leave);
    stdin.setRawMode?.(true);
    stdin.resume();
    this.#stopReading = () => {
      stdin.off('keypress', press).off('end', leave);
      stdin.setRawMode?.(false);
      stdin.pause();
    };
  }

  /** Takes the terminal back. Another program may have changed its mode, and written below the chat. */
  #retake(): void {
    if (this.#isResumed) this.#view.end();
    this.#isResumed = false;
    this.#stopReading();
    this.#take();
    this.#view.drawSoon();
  }

  /** Stops the process, as Ctrl-Z does in other programs, until the shell resumes it. */
  #suspend(): void {
    // A test has a terminal of its own, and no shell.
    if (!isOwn(this.#stdin) || process.platform === 'win32') return;
    this.#view.end();
    this.#stopReading();
    process.kill(0, 'SIGTSTP');
    // Not left to SIGCONT: without a shell, nothing stopped the process.
    this.#retake();
    this.#isResumed = true;
  }
}

/** Listens to signals about this process's own terminal. Returns a function that stops listening. */
function onSignals(
  stdin: Input,
  listeners: Readonly<Partial<Record<NodeJS.Signals, () => void>>>,
): () => void {
  const all = isOwn(stdin) ? Object.entries(listeners) : [];
  for (const [name, listener] of all) process.on(name, listener);
  return () => {
    for (const [name, listener] of all) process.off(name, listener);
  };
}

function isOwn(stdin: Input): boolean {
  return stdin === process.stdin;
}
