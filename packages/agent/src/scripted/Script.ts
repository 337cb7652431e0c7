import type { BrainContext } from '../brain/BrainContext.ts';
import { BrainError } from '../brain/BrainError.ts';
import { cleanText } from '../text/cleanText.ts';
import type { ScriptedRequest, ScriptTurn } from './ScriptedRequest.ts';
import { assertLine, type ScriptLine } from './ScriptLine.ts';

/** A line, and how many requests it got. The same line can be in a script twice. */
interface Entry {
  readonly line: ScriptLine;
  used: number;
}

/** A request while it is answered. */
export type Turn = { -readonly [Field in keyof ScriptTurn]: ScriptTurn[Field] };

/** The longest text in an error message, in bytes. */
const LONGEST = 200;
/** How many lines an error message shows. */
const MOST_LINES = 10;

/** The lines of a script, and the requests that they got. */
export class Script {
  readonly #lines: readonly ScriptLine[];
  readonly #loop: boolean;
  #entries: Entry[];
  #chosen = new Map<string, Entry>();
  #turns: Turn[] = [];

  constructor(lines: readonly ScriptLine[], loop: boolean) {
    this.#lines = [...lines];
    this.#loop = loop;
    this.#entries = entriesOf(this.#lines);
  }

  /** The requests, in order. */
  get requests(): readonly ScriptedRequest[] {
    return this.#turns.map(({ match: _, groups: __, context: ___, ...request }) => request);
  }

  /** Puts lines before the others. */
  use(lines: readonly ScriptLine[]): void {
    this.#entries = [...entriesOf(lines), ...this.#entries];
  }

  /** Returns to the first lines, and forgets the requests. */
  reset(): void {
    this.#entries = entriesOf(this.#lines);
    this.#chosen = new Map();
    this.#turns = [];
  }

  /**
   * Chooses the line for a request, and records it. A request that the agent makes again after a restart gets the same line.
   *
   * @throws {@link BrainError} `brain_unscripted` when no line matches.
   */
  begin(
    about: Pick<Turn, 'type' | 'text' | 'task'>,
    context: BrainContext,
  ): { turn: Turn; line: ScriptLine } {
    const { agent, officeId, workId, conversationId } = context;
    const request = { ...about, agent: agent.name, officeId, workId, conversationId };
    const outcome = { isMatched: false, answer: '', results: [], error: undefined };
    const turn: Turn = { ...request, ...outcome, match: [about.text], groups: {}, context };
    this.#turns.push(turn);
    try {
      const key = keyOf(turn);
      const entry = this.#chosen.get(key) ?? this.#choose(turn);
      this.#chosen.set(key, entry);
      const { line } = entry;
      Object.assign(turn, { isMatched: true, ...matchOf(line, turn) });
      return { turn, line };
    } catch (error) {
      turn.error = error;
      throw error;
    }
  }

  /** Records that a task has ended. The same task can come again, from another agent. */
  end(turn: Turn): void {
    if (turn.type === 'task') this.#chosen.delete(keyOf(turn));
  }

  #choose(turn: Turn): Entry {
    const all = this.#entries.filter(({ line }) => matchOf(line, turn));
    const isOpen = ({ line: { times = Number.POSITIVE_INFINITY }, used }: Entry): boolean => used < times;
    if (this.#loop && !all.some(isOpen)) for (const entry of all) entry.used = 0;
    const entry = all.find(isOpen);
    if (!entry) throw this.#unscripted(turn, all.length > 0);
    entry.used++;
    return entry;
  }

  #unscripted({ type, text, agent }: Turn, areUsedUp: boolean): BrainError {
    const shown = this.#entries.slice(0, MOST_LINES).map(({ line }) => described(line));
    const more = this.#entries.length > MOST_LINES ? ', …' : '';
    const field = type === 'task' ? 'task' : 'message';
    const lines = shown.length === 0 ? 'It has no lines.' : `Its lines: ${shown.join(', ')}${more}.`;
    const why = areUsedUp ? 'All lines for it are used up' : 'No line of the script matches';
    return new BrainError(`${why}: the ${field} ${quoted(text)} to ${agent}. ${lines}`, {
      code: 'brain_unscripted',
      hint: `Add a line with \`${field}: ${quoted(text)}\`, or one with \`${field}: '*'\` at the end.`,
    });
  }
}

function entriesOf(lines: readonly ScriptLine[]): Entry[] {
  for (const [index, line] of lines.entries()) assertLine(`lines[${index}]`, line);
  return lines.map((line) => ({ line, used: 0 }));
}

function keyOf({ officeId, agent, type, workId }: Turn): string {
  return JSON.stringify([officeId, agent, type, workId]);
}

/** How a line matches a request; `undefined` if it does not. */
function matchOf(line: ScriptLine, turn: Turn): Pick<Turn, 'match' | 'groups'> | undefined {
  if (line.agent !== undefined && line.agent !== turn.agent) return undefined;
  if ('task' in line !== (turn.type === 'task')) return undefined;
  const matcher = 'task' in line ? line.task : line.message;
  const whole = { match: [turn.text], groups: {} };
  if (typeof matcher === 'function') return matcher(turn) ? whole : undefined;
  if (typeof matcher === 'string')
    return matcher === '*' || matcher.trim() === turn.text.trim() ? whole : undefined;
  // A copy: a global expression remembers where it was.
  const match = new RegExp(matcher.source, matcher.flags.replace(/[gy]/g, '')).exec(turn.text);
  return match ? { match: [...match], groups: { ...match.groups } } : undefined;
}

function described(line: ScriptLine): string {
  const [field, matcher] = 'task' in line ? ['task', line.task] : ['message', line.message];
  if (typeof matcher === 'function') return `${field}: a function`;
  return `${field}: ${typeof matcher === 'string' ? quoted(matcher) : matcher}`;
}

/** A text in quotes, cut, on one line. */
function quoted(text: string): string {
  return JSON.stringify(cleanText(text, LONGEST));
}
