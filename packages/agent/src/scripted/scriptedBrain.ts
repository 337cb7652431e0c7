import {
  assertOptions,
  InvalidArgumentError,
  MitosisError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { Brain } from '../brain/Brain.ts';
import type { BrainContext } from '../brain/BrainContext.ts';
import { BrainError } from '../brain/BrainError.ts';
import type { Model, ModelPart } from '../brain/Model.ts';
import { assertTools, limitsOf, type ModelBrainOptions } from '../model/ModelBrainOptions.ts';
import { reasonOf } from '../text/reasonOf.ts';
import { Journal } from '../tools/Journal.ts';
import { ToolBox } from '../tools/ToolBox.ts';
import { type LoopEvent, toolLoop } from '../tools/toolLoop.ts';
import { Script, type Turn } from './Script.ts';
import type { ScriptedRequest } from './ScriptedRequest.ts';
import type { ScriptCall, ScriptLine } from './ScriptLine.ts';

/** Options of a scripted brain. */
export interface ScriptedBrainOptions
  extends Pick<ModelBrainOptions, 'capabilities' | 'tools' | 'maxSteps' | 'toolTimeoutMs'> {
  /** Whether lines that are used up (`times`) begin again when no other line matches. Default: `false`. */
  loop?: boolean | undefined;
}

const scriptedBrainOptions: OptionNames<ScriptedBrainOptions> = {
  capabilities: true,
  tools: true,
  maxSteps: true,
  toolTimeoutMs: true,
  loop: true,
};

/** A brain that follows a script, and records its requests. */
export interface ScriptedBrain extends Brain {
  /** All requests, oldest first, with their answers. */
  readonly requests: readonly ScriptedRequest[];
  /** The requests that no line matched. */
  readonly unmatched: readonly ScriptedRequest[];
  /**
   * Puts lines before the others, for the rest of a test. Requests in progress keep their lines.
   *
   * @throws {@link InvalidArgumentError} when a line is invalid.
   */
  use(...lines: ScriptLine[]): void;
  /** Returns to the lines that it was made with, unused, and forgets all requests. */
  reset(): void;
  /**
   * Checks that every request had a line.
   *
   * @throws {@link MitosisError} `script_unmatched` when one had none.
   */
  assertMatched(): void;
}

/**
 * A brain for tests: it answers messages and works on tasks as a script says. The first line that matches, and is not used up,
 * applies. A request without a line fails: the user gets the apology, the task fails, and
 * {@link ScriptedBrain.assertMatched} throws.
 *
 * @param lines - The script.
 * @param options - The tools that lines call, and whether the script begins again.
 * @returns a brain, for `startEmulator` or `defineAgent`.
 * @throws {@link InvalidArgumentError} when a line or an option is invalid.
 *
 * @example
 * ```ts
 * import { defineAgent, officeTools } from '@mitosislabs/agent';
 * import { scriptedBrain } from '@mitosislabs/agent/scripted';
 *
 * const brain = scriptedBrain(
 *   [
 *     { message: 'hello', say: 'Hi, I am Aria.' },
 *     { message: /weather in (\w+)/, say: ({ match }) => `Sunny in ${match[1]}.` },
 *     { message: 'a story', say: ['Once ', 'upon ', 'a time.'], paceMs: 50 },
 *     { message: 'files?', call: { tool: 'list_files' }, say: ({ results }) => `I see: ${results[0]}` },
 *     { message: 'anything else?', delayMs: 2_000, fail: 'The model is down.' },
 *     { task: /^Audit/, log: ['read the figures', 'checked them'], complete: 'No findings.' },
 *   ],
 *   { tools: officeTools({ allow: ['list_files'] }) },
 * );
 * const agent = defineAgent({ brain });
 * ```
 */
export function scriptedBrain(
  lines: readonly ScriptLine[] = [],
  options: ScriptedBrainOptions = {},
): ScriptedBrain {
  if (!Array.isArray(lines)) throw new InvalidArgumentError('lines', 'must be a list of lines');
  assertOptions('options', options, scriptedBrainOptions);
  const { capabilities = ['chat', 'tasks'], tools = [], loop = false, ...limited } = options;
  const limits = limitsOf(limited);
  assertTools(tools);
  const box = new ToolBox(tools);
  const script = new Script(lines, loop);

  /** Follows the line of a request, and records its outcome. */
  async function* follow(
    about: Pick<Turn, 'type' | 'text' | 'task'>,
    context: BrainContext,
  ): AsyncGenerator<LoopEvent, void, undefined> {
    const { turn, line } = script.begin(about, context);
    try {
      const opened = await box.open(context.signal);
      const question = [{ role: 'user', content: turn.text }] as const;
      for await (const event of toolLoop(modelOf(line, turn), question, opened, context, limits)) {
        if (event.type === 'text') turn.answer += event.text;
        yield event;
      }
      if ('task' in line && line.handOn !== undefined) {
        // First: the other agent may hand it back at once.
        await new Journal(context).handOn();
        script.end(turn);
        await context.handOn?.(line.handOn);
      }
    } catch (error) {
      turn.error = error;
      throw error;
    } finally {
      if (!context.signal.aborted) script.end(turn);
    }
  }

  return {
    capabilities,
    async *answer(text, context) {
      for await (const event of follow({ type: 'message', text, task: undefined }, context)) {
        if (event.type === 'text') yield event.text;
      }
    },
    async work(task, context) {
      let result = '';
      for await (const event of follow({ type: 'task', text: task.title, task }, context)) {
        if (event.type === 'text') result += event.text;
      }
      return result;
    },
    close: () => box.close(),
    get requests() {
      return script.requests;
    },
    get unmatched() {
      return script.requests.filter(({ isMatched }) => !isMatched);
    },
    use: (...more) => script.use(more),
    reset: () => script.reset(),
    assertMatched() {
      const [first, ...others] = script.requests.filter(({ isMatched }) => !isMatched);
      if (!first) return;
      const more = others.length === 0 ? '' : ` ${others.length} more requests had no line.`;
      const { hint } = first.error as BrainError;
      throw new MitosisError(`${reasonOf(first.error)}${more}`, {
        code: 'script_unmatched',
        cause: first.error,
        ...(hint === undefined ? {} : { hint }),
      });
    },
  };
}

/** Plays a line as the model of one request: logs and delays first, then the calls step by step, then the answer. */
function modelOf(line: ScriptLine, turn: Turn): Model {
  const { delayMs = 0, paceMs = 0, log = [], call, fail } = line;
  const { context } = turn;
  return async function* ({ messages }): AsyncGenerator<ModelPart, void, undefined> {
    const step = messages.filter(({ role }) => role === 'assistant').length;
    turn.results = messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
    if (step === 0) {
      if (delayMs > 0) await context.sleep(delayMs);
      for (const [index, text] of [log].flat().entries()) {
        if (index > 0 && paceMs > 0) await context.sleep(paceMs);
        context.log(text);
      }
    }
    const calls = [typeof call === 'function' ? await call(turn) : nth(call, step)].flat();
    const open = calls.filter((one) => one !== undefined);
    for (const [index, { tool: name, input = {} }] of open.entries()) {
      yield { type: 'call', call: { id: `step-${step}-${index}`, name, input: JSON.stringify(input) } };
    }
    if (open.length > 0) return;
    let isFirst = true;
    for await (const text of textOf(line, turn)) {
      if (!isFirst && paceMs > 0) await context.sleep(paceMs);
      isFirst = false;
      yield { type: 'text', text };
    }
    if (fail !== undefined) throw errorOf(fail);
  };
}

function nth(
  call: Exclude<ScriptLine['call'], (...args: never) => unknown>,
  step: number,
): ScriptCall | readonly ScriptCall[] | undefined {
  return call === undefined ? undefined : [call].flat()[step];
}

/** The pieces of the answer. */
async function* textOf(line: ScriptLine, turn: Turn): AsyncGenerator<string, void, undefined> {
  const given = 'task' in line ? line.complete : line.say;
  const text = typeof given === 'function' ? await given(turn) : (given ?? []);
  if (typeof text === 'string') yield text;
  else yield* text;
}

function errorOf(fail: string | Error): Error {
  return typeof fail === 'string' ? new BrainError(fail, { code: 'brain_failed' }) : fail;
}
