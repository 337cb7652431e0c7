import {
  assertCount,
  assertDuration,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { Tool, ToolSource } from '../tools/tool.ts';
import type { LoopLimits } from '../tools/toolLoop.ts';

/** Options of a brain that asks a model. */
export interface ModelBrainOptions {
  /** The system prompt. Default: the agent's name and role. */
  system?: string | undefined;
  /** Capabilities of the brain. Default: `chat` and `tasks`. */
  capabilities?: readonly string[] | undefined;
  /** The tools that the model may call: of {@link tool}, {@link officeTools} and `mcpTools`. Default: none. */
  tools?: readonly (Tool | ToolSource | readonly Tool[])[] | undefined;
  /** How often the model is asked for one message or task; in the last step without tools. Default: 20. */
  maxSteps?: number | undefined;
  /** How long the work on one message or task may take, in ms. Default: 900,000. */
  workTimeoutMs?: number | undefined;
  /** How long one call of a tool may take, in ms. Default: 60,000. */
  toolTimeoutMs?: number | undefined;
  /** How many calls of tools run at once. Default: 4. */
  parallelCalls?: number | undefined;
  /** How many calls of one step are run at all; the results of the others say so. Default: 16. */
  callsPerStep?: number | undefined;
  /** The most characters of a tool's result; the rest is cut. Default: 20,000. */
  resultLength?: number | undefined;
  /** The maximum number of earlier messages in a request. Whole turns are left out beyond it. Default: 20. */
  historyLength?: number | undefined;
  /**
   * The most tokens of the history and the question, as estimated: about four characters of English each. Whole turns are
   * left out beyond it. Default: no limit; if the model refuses the length, it is asked again with less.
   */
  historyTokens?: number | undefined;
  /**
   * Whether the model summarizes what is left out of the history. The summary is kept in the agent's `memory`, one for
   * each conversation. Default: `false`.
   */
  summarize?: boolean | undefined;
}

/** The names of the options. */
export const modelBrainOptions: OptionNames<ModelBrainOptions> = {
  system: true,
  capabilities: true,
  tools: true,
  maxSteps: true,
  workTimeoutMs: true,
  toolTimeoutMs: true,
  parallelCalls: true,
  callsPerStep: true,
  resultLength: true,
  historyLength: true,
  historyTokens: true,
  summarize: true,
};

/** The limits in the options, with their defaults. */
export function limitsOf(options: ModelBrainOptions): LoopLimits {
  const { maxSteps = 20, parallelCalls = 4, callsPerStep = 16, resultLength = 20_000 } = options;
  const { workTimeoutMs = 900_000, toolTimeoutMs = 60_000, historyTokens } = options;
  for (const [name, value] of Object.entries({ maxSteps, parallelCalls, callsPerStep, resultLength })) {
    assertCount(name, value);
  }
  if (historyTokens !== undefined) assertCount('historyTokens', historyTokens);
  assertDuration('workTimeoutMs', workTimeoutMs, 1);
  assertDuration('toolTimeoutMs', toolTimeoutMs, 1);
  return { maxSteps, parallelCalls, callsPerStep, resultLength, workTimeoutMs, toolTimeoutMs };
}

/** Throws unless each of the tools is one, and no two have the same name. */
export function assertTools(tools: readonly (Tool | ToolSource | readonly Tool[])[]): void {
  if (!Array.isArray(tools)) throw new InvalidArgumentError('tools', 'must be a list of tools');
  const names = new Set<string>();
  for (const one of tools.flat() as (Tool | ToolSource)[]) {
    if (typeof Object(one)['open'] === 'function') continue;
    const { name, run } = Object(one) as Partial<Tool>;
    if (typeof name !== 'string' || typeof run !== 'function') {
      throw new InvalidArgumentError('tools', 'must be made by `tool`, `officeTools` or `mcpTools`');
    }
    if (names.has(name)) throw new InvalidArgumentError('tools', `has two tools with the name ${name}`);
    names.add(name);
  }
}
