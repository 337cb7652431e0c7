import type { BrainContext } from '../brain/BrainContext.ts';
import type { ModelMessage, ToolCall } from '../brain/Model.ts';
import { shortened } from './resultText.ts';

/** The steps of the work on one message or task, as they are kept. */
interface Kept {
  /** The messages after the question: calls of tools, and their results. */
  readonly steps: readonly ModelMessage[];
  /** The ids of the calls that have begun. */
  readonly begun: readonly string[];
}

/** Longer journals are kept with shorter results. In characters. */
const LONG = 512 * 1024;
/** The length of a result in such a journal, and how many of the last steps are kept whole. */
const SHORT_RESULT = 500;
const KEPT_WHOLE = 8;

/**
 * The steps of the work on one message or task. They are kept in the agent's memory, so that a restart continues the
 * work, and does not repeat calls that change something.
 */
export class Journal {
  readonly #memory: BrainContext['memory'];
  readonly #key: string;
  readonly #roundKey: string;
  readonly steps: ModelMessage[] = [];
  readonly #begun = new Set<string>();

  constructor({ memory, workId }: BrainContext) {
    this.#memory = memory;
    this.#key = `steps:${workId}`;
    this.#roundKey = `rounds:${workId}`;
    const kept = read(memory.get(this.#key));
    this.steps.push(...(kept?.steps ?? []));
    for (const id of kept?.begun ?? []) this.#begun.add(id);
  }

  /** How often the task was handed on. */
  get rounds(): number {
    return Number(this.#memory.get(this.#roundKey) ?? 0) || 0;
  }

  /** The answers of the model so far. */
  get assistantSteps(): Extract<ModelMessage, { role: 'assistant' }>[] {
    return this.steps.filter((step) => step.role === 'assistant');
  }

  /** Whether one of these calls has no result yet. */
  isOpen(calls: readonly ToolCall[]): boolean {
    return calls.some(({ id }) => !this.steps.some((step) => step.role === 'tool' && step.callId === id));
  }

  /** Whether a call has begun, in this process or in an earlier one. */
  hasBegun(id: string): boolean {
    return this.#begun.has(id);
  }

  /** Records that calls begin. Resolves when it is stored. */
  begin(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#begun.add(id);
    return this.#save();
  }

  /** Adds a message. Resolves when it is stored. */
  add(message: ModelMessage): Promise<void> {
    this.steps.push(message);
    return this.#save();
  }

  /** Puts the results at the end into the order of their calls. */
  sort(ids: readonly string[]): void {
    const place = (step: ModelMessage): number => (step.role === 'tool' ? ids.indexOf(step.callId) : -1);
    const last = this.assistantSteps.at(-1);
    const first = last ? this.steps.indexOf(last) + 1 : 0;
    this.steps.push(...this.steps.splice(first).sort((a, b) => place(a) - place(b)));
  }

  /** Counts that the task is handed on, and forgets the steps: later work on it begins again. */
  async handOn(): Promise<void> {
    await this.#memory.set(this.#roundKey, `${this.rounds + 1}`);
    await this.#memory.set(this.#key, undefined);
  }

  #save(): Promise<void> {
    const begun = [...this.#begun];
    const text = JSON.stringify({ steps: this.steps, begun } satisfies Kept);
    if (text.length <= LONG) return this.#memory.set(this.#key, text);
    const steps = this.steps.map((step, index) =>
      index < this.steps.length - KEPT_WHOLE && step.role === 'tool'
        ? { ...step, content: shortened(step.content, SHORT_RESULT) }
        : step,
    );
    return this.#memory.set(this.#key, JSON.stringify({ steps, begun } satisfies Kept));
  }
}

/** Reads what {@link Journal} has stored. The memory is the agent's own: its text is checked only as JSON. */
function read(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const { steps, begun } = JSON.parse(text) as Kept;
    return Array.isArray(steps) && Array.isArray(begun) ? { steps, begun } : undefined;
  } catch {
    return undefined;
  }
}
