import { onAbort } from '@mitosislabs/auth/async';
import type { BrainContext } from '../brain/BrainContext.ts';
import { BrainError } from '../brain/BrainError.ts';
import type { Model, ModelMessage, ModelPart, ToolCall } from '../brain/Model.ts';
import { askFitting } from '../history/askFitting.ts';
import { Journal } from './Journal.ts';
import { type CallLimits, ToolCalls } from './ToolCalls.ts';
import type { Tool } from './tool.ts';

/** The limits of the work on one message or task. */
export interface LoopLimits extends CallLimits {
  /** How often the model is asked. */
  readonly maxSteps: number;
  /** How long the work may take, in ms. */
  readonly workTimeoutMs: number;
}

/** A piece of the model's text, or the beginning of a step. */
export type LoopEvent = { readonly type: 'text'; readonly text: string } | { readonly type: 'step' };

/** How often a step is asked again when its answer breaks off before any text. */
const MOST_BREAKS = 2;

const LAST_STEP =
  'You have used all your steps. Answer now, without tools: say what you have done, and what is still to do.';

/**
 * Asks a model, runs the tools that it calls, and asks again with their results, until it answers without a call. After
 * a restart, it continues after the calls that were done.
 *
 * @param model - The model.
 * @param question - The system prompt, the history, and the question as the last message.
 * @throws {@link BrainError} `brain_steps` when the model calls tools in its last step too, `brain_timeout` when the time
 * of the work is over; errors of the model.
 */
export async function* toolLoop(
  model: Model,
  question: readonly ModelMessage[],
  tools: readonly Tool[],
  context: BrainContext,
  limits: LoopLimits,
): AsyncGenerator<LoopEvent, void, undefined> {
  const over = new AbortController();
  const release = onAbort(context.signal, () => over.abort(context.signal.reason));
  if (context.signal.aborted) over.abort(context.signal.reason);
  const timer = setTimeout(() => over.abort(timeIsUp(limits.workTimeoutMs)), limits.workTimeoutMs);
  const { signal } = over;
  const journal = new Journal(context);
  const calls = new ToolCalls(tools, context, journal, limits);
  try {
    let steps = 0;
    let isDone = false;
    for (const { content, calls: called = [] } of journal.assistantSteps) {
      steps++;
      yield { type: 'step' };
      if (content !== '') yield { type: 'text', text: content };
      if (journal.isOpen(called)) await calls.run(called, signal);
      else calls.recall(called);
      isDone = called.length === 0;
    }
    while (!isDone && !calls.isHandedOn) {
      const isLast = ++steps >= limits.maxSteps;
      if (steps > limits.maxSteps) throw outOfSteps(limits.maxSteps);
      const messages = [...question, ...journal.steps, ...(isLast && tools.length > 0 ? [lastStep()] : [])];
      const request = { tools: isLast ? [] : tools, signal, env: () => context.env() };
      const ask = () =>
        askFitting(messages, question.length, (fitting) => model({ ...request, messages: fitting }));
      const answer = yield* stepOf(
        ask,
        () => new Gathered(journal.steps, steps),
        tools.length > 0 ? MOST_BREAKS : 0,
      );
      signal.throwIfAborted();
      isDone = answer.calls.length === 0;
      if (isLast && !isDone) throw outOfSteps(limits.maxSteps);
      // The last answer is kept as well: until it is delivered, a restart delivers it without the model.
      if (tools.length > 0) await journal.add(answer.message());
      if (!isDone) await calls.run(answer.calls, signal);
    }
    if (calls.isHandedOn) await journal.handOn();
  } catch (error) {
    if (context.signal.aborted) throw context.signal.reason;
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
    release();
    over.abort();
  }
}

/** Asks for one step. Asks again when the answer breaks off before any text: nothing was shown, and no call was made. */
async function* stepOf(
  ask: () => AsyncIterable<ModelPart>,
  begin: () => Gathered,
  mostBreaks: number,
): AsyncGenerator<LoopEvent, Gathered, undefined> {
  for (let breaks = 0; ; breaks++) {
    const answer = begin();
    yield { type: 'step' };
    try {
      for await (const part of ask()) {
        answer.add(part);
        if (part.type === 'text' && part.text !== '') yield part;
      }
      return answer;
    } catch (error) {
      const isLost = error instanceof BrainError && error.code === 'brain_stopped' && !answer.hasText;
      if (!isLost || breaks >= mostBreaks) throw error;
    }
  }
}

/** The answer of a model to one request. */
class Gathered {
  readonly calls: ToolCall[] = [];
  readonly #known: Set<string>;
  readonly #number: number;
  #text = '';
  #raw: unknown;

  /**
   * @param steps - The steps before it.
   * @param number - Which step it is.
   */
  constructor(steps: readonly ModelMessage[], number: number) {
    this.#number = number;
    this.#known = new Set(steps.flatMap((message) => (message.role === 'tool' ? [message.callId] : [])));
  }

  /** Whether it has text, which may have been shown. */
  get hasText(): boolean {
    return this.#text !== '';
  }

  add(part: ModelPart): void {
    if (part.type === 'text') this.#text += part.text;
    else if (part.type === 'raw') this.#raw = part.raw;
    else {
      const { id, name, input } = part.call;
      // Ids of models may be missing, or come twice.
      const unique = id !== '' && !this.#known.has(id) ? id : `call-${this.#number}-${this.calls.length}`;
      this.#known.add(unique);
      this.calls.push({ id: unique, name, input });
    }
  }

  message(): ModelMessage {
    const raw = this.#raw === undefined ? {} : { raw: this.#raw };
    return { role: 'assistant', content: this.#text, calls: this.calls, ...raw };
  }
}

function lastStep(): ModelMessage {
  return { role: 'user', content: LAST_STEP };
}

function outOfSteps(maxSteps: number): BrainError {
  return new BrainError(`The model called tools in each of its ${maxSteps} steps, and gave no answer.`, {
    code: 'brain_steps',
    hint: 'Give it more steps with `maxSteps`, or a smaller task.',
  });
}

function timeIsUp(workTimeoutMs: number): BrainError {
  return new BrainError(`The work took longer than ${workTimeoutMs} ms.`, {
    code: 'brain_timeout',
    hint: 'Allow more with `workTimeoutMs`.',
  });
}
