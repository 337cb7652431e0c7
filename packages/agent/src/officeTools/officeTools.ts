import {
  assertDuration,
  assertOptions,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { Tool } from '../tools/tool.ts';
import { fileTools } from './fileTools.ts';
import { peopleTools } from './peopleTools.ts';
import { taskTools } from './taskTools.ts';

/** All tools of the office, by name. */
const all = { ...fileTools, ...taskTools, ...peopleTools };

/** The name of a tool of the office. */
export type OfficeToolName = keyof typeof all;

/** The tools to allow, and their limits. */
export interface OfficeToolsOptions {
  /** The names of the tools that the model may call. */
  allow: readonly OfficeToolName[];
  /** How long `ask_agent` waits for the other agent's answer, in ms. Default: 120,000. */
  askTimeoutMs?: number | undefined;
}

const officeToolsOptions: OptionNames<OfficeToolsOptions> = { allow: true, askTimeoutMs: true };

/**
 * The tools of the office that the agent works in, each allowed by its name: `list_files`, `read_file`, `write_file`,
 * `list_tasks`, `read_task`, `create_task`, `hand_on_task`, `list_agents`, `ask_agent`, `list_groups`, `say_in_group`.
 * They work with the agent's own permissions; a refusal of the platform is the result of a call.
 *
 * @param options - The tools to allow.
 * @returns the tools, for the `tools` of a brain.
 * @throws {@link InvalidArgumentError} when there is no such tool.
 *
 * @example
 * ```ts
 * import { defineAgent, officeTools } from '@mitosislabs/agent';
 * import { openaiBrain } from '@mitosislabs/agent/openai';
 *
 * const tools = officeTools({ allow: ['list_files', 'read_file', 'write_file'] });
 * const agent = defineAgent({ brain: openaiBrain({ model: 'gpt-4o-mini', tools }) });
 * ```
 */
export function officeTools(options: OfficeToolsOptions): Tool[] {
  assertOptions('options', options, officeToolsOptions);
  const { allow, askTimeoutMs } = options;
  if (!Array.isArray(allow)) {
    throw new InvalidArgumentError('allow', 'must be a list of names', {
      hint: `The tools are ${Object.keys(all).join(', ')}.`,
    });
  }
  if (askTimeoutMs !== undefined) assertDuration('askTimeoutMs', askTimeoutMs, 1);
  return [...new Set<OfficeToolName>(allow)].map((name) => {
    if (!Object.hasOwn(all, name)) {
      throw new InvalidArgumentError('allow', `has the unknown tool ${JSON.stringify(name)}`, {
        hint: `The tools are ${Object.keys(all).join(', ')}.`,
      });
    }
    return all[name]({ askTimeoutMs });
  });
}
