import { onAbort, sleep } from '@mitosislabs/auth/async';
import { MitosisError } from '@mitosislabs/auth/errors';
import { withTelemetry } from '@mitosislabs/transport/telemetry';
import type { ToolActivity } from '../AgentActivity.ts';
import type { BrainContext } from '../brain/BrainContext.ts';
import type { ToolCall } from '../brain/Model.ts';
import { reasonOf } from '../text/reasonOf.ts';
import { CallKeys } from './CallKeys.ts';
import type { Journal } from './Journal.ts';
import { failureText, line, resultText } from './resultText.ts';
import type { ToolContext } from './ToolContext.ts';
import type { Tool } from './tool.ts';

/** The limits of calls. */
export interface CallLimits {
  /** How long one call may take, in ms. */
  readonly toolTimeoutMs: number;
  /** How many calls run at once. */
  readonly parallelCalls: number;
  /** How many calls of one step run at all. */
  readonly callsPerStep: number;
  /** The most characters of a result. */
  readonly resultLength: number;
}

/** How often a task may be handed on by one agent. */
const MOST_ROUNDS = 3;

interface Result {
  readonly content: string;
  readonly isError: boolean;
}

/** Runs the calls of tools of one message or task. Whatever goes wrong in a call becomes its result. */
export class ToolCalls {
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #context: BrainContext;
  readonly #journal: Journal;
  readonly #limits: CallLimits;
  readonly #keys: CallKeys;
  #isHandedOn = false;

  constructor(tools: readonly Tool[], context: BrainContext, journal: Journal, limits: CallLimits) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#context = context;
    this.#journal = journal;
    this.#limits = limits;
    this.#keys = new CallKeys(context.workId, journal.rounds);
  }

  /** Whether a call has handed the task on to another agent. */
  get isHandedOn(): boolean {
    return this.#isHandedOn;
  }

  /** Counts calls of earlier steps, so that the keys of later ones differ from theirs. */
  recall(calls: readonly ToolCall[]): void {
    for (const { name, input } of calls) this.#keys.next(name, input);
  }

  /**
   * Runs calls, a few at a time, and adds their results to the journal in the order of the calls.
   *
   * @throws the reason of the signal when it fires.
   */
  async run(calls: readonly ToolCall[], signal: AbortSignal): Promise<void> {
    const { parallelCalls, callsPerStep } = this.#limits;
    const done = new Set(this.#journal.steps.flatMap((step) => (step.role === 'tool' ? [step.callId] : [])));
    const wasBegun = new Set(calls.filter(({ id }) => this.#journal.hasBegun(id)).map(({ id }) => id));
    const open = calls.map((call, index) => ({ call, index, key: this.#keys.next(call.name, call.input) }));
    const waiting = open.filter(({ call }) => !done.has(call.id));
    await this.#journal.begin(waiting.filter(({ index }) => index < callsPerStep).map(({ call }) => call.id));
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { call, index, key } = next;
        const result =
          index < callsPerStep
            ? await this.#call(call, key, wasBegun.has(call.id), signal)
            : failed(
                `Not run: more than ${callsPerStep} calls at once. Call it again if it is still needed.`,
              );
        if (signal.aborted) throw signal.reason;
        await this.#journal.add({ role: 'tool', callId: call.id, name: call.name, ...result });
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallelCalls, waiting.length) }, work));
    this.#journal.sort(calls.map(({ id }) => id));
  }

  async #call(call: ToolCall, key: string, wasBegun: boolean, signal: AbortSignal): Promise<Result> {
    const result = await this.#outcome(call, key, wasBegun, signal);
    if (signal.aborted) return result;
    const event = result.isError ? 'tool_failed' : 'tool_result';
    this.#context.log(line(`${call.name}: ${result.content}`), event);
    return result;
  }

  async #outcome(
    { name, input, id }: ToolCall,
    key: string,
    wasBegun: boolean,
    signal: AbortSignal,
  ): Promise<Result> {
    const tool = this.#tools.get(name);
    if (!tool) {
      const names = [...this.#tools.keys()].join(', ');
      return failed(`There is no tool ${JSON.stringify(name.slice(0, 100))}. The tools are: ${names}.`);
    }
    if (wasBegun && !tool.repeatable) {
      return failed(
        'The agent was restarted in the middle of this call: it may have been done, or not. Check before you call it again.',
      );
    }
    try {
      const parsed = parse(input);
      if ('problem' in parsed) return failed(parsed.problem);
      const valid = await this.#inTime(tool, signal, () => tool.validate(parsed.value));
      if ('issues' in valid) return failed(`The input is not valid: ${valid.issues.join('; ')}`);
      this.#context.log(line(`${described(tool, valid.value)} …`), 'tool');
      const run = () =>
        this.#inTime(tool, signal, (over) => tool.run(valid.value, this.#toolContext(key, over)));
      const value = await withTelemetry('tool', () => this.#activity(tool, id, valid.value), run);
      return this.#shown(value);
    } catch (error) {
      return failed(failureText(error));
    }
  }

  #activity({ name: toolName, description }: Tool, callId: string, input: unknown): ToolActivity {
    const { officeId, agent, conversationId } = this.#context;
    return {
      type: 'tool',
      officeId,
      agentName: agent.name,
      toolName,
      description,
      callId,
      conversationId,
      input,
    };
  }

  /** The result of a tool that ran. The model must not repeat a call because its result cannot be shown. */
  #shown(value: unknown): Result {
    try {
      return { content: resultText(value, this.#limits.resultLength), isError: false };
    } catch (error) {
      return failed(`The call was done, but its result cannot be shown: ${reasonOf(error)}`);
    }
  }

  /** Waits for a tool until its time is over. A tool that does not stop then is left alone. */
  async #inTime<T>(
    tool: Tool,
    signal: AbortSignal,
    work: (signal: AbortSignal) => T | Promise<T>,
  ): Promise<T> {
    const { timeoutMs = this.#limits.toolTimeoutMs } = tool;
    const over = new AbortController();
    const done = new AbortController();
    const release = onAbort(signal, () => over.abort(signal.reason));
    if (signal.aborted) over.abort(signal.reason);
    const stopped = new Promise<never>((_, reject) => {
      onAbort(over.signal, () => reject(over.signal.reason));
    });
    stopped.catch(() => undefined);
    void sleep(timeoutMs, done.signal).then(() => {
      if (!done.signal.aborted) over.abort(tooSlow(tool, timeoutMs));
    });
    try {
      return await Promise.race([(async () => work(over.signal))(), stopped]);
    } finally {
      release();
      done.abort();
    }
  }

  #toolContext(idempotencyKey: string, signal: AbortSignal): ToolContext {
    const { agent, officeId, transport, workId, log } = this.#context;
    return {
      agent,
      officeId,
      transport,
      workId,
      idempotencyKey,
      signal,
      log: (message) => log(line(message)),
      handOn: this.#context.handOn && ((name) => this.#handOn(name)),
    };
  }

  async #handOn(agentName: string): Promise<void> {
    if (this.#journal.rounds >= MOST_ROUNDS) {
      throw new MitosisError(
        `This task was handed on ${MOST_ROUNDS} times from here and came back each time.`,
        {
          code: 'handed_on_too_often',
          hint: 'Do it yourself, or say why it cannot be done.',
        },
      );
    }
    await this.#context.handOn?.(agentName);
    this.#isHandedOn = true;
  }
}

function failed(content: string): Result {
  return { content, isError: true };
}

/** Parses the input of a call. Models leave it out when a tool needs none. */
function parse(input: string): { value: unknown } | { problem: string } {
  if (input.trim() === '') return { value: {} };
  try {
    return { value: JSON.parse(input) };
  } catch (error) {
    return { problem: `The input is not JSON (${String(error)}). Call the tool again with a JSON object.` };
  }
}

function described(tool: Tool, input: unknown): string {
  try {
    return String(tool.describe(input));
  } catch {
    return tool.name;
  }
}

function tooSlow({ name }: Tool, timeoutMs: number): MitosisError {
  return new MitosisError(`${name} took longer than ${timeoutMs} ms.`, {
    code: 'tool_timeout',
    hint: 'It may still have an effect: check before you try again.',
  });
}
