import { assertOptions, InvalidArgumentError, type OptionNames, traced } from '@mitosislabs/auth/errors';
import type { Agent } from './Agent.ts';
import type { AgentDefinition } from './AgentDefinition.ts';
import { runAgent } from './run/runAgent.ts';

const definitionFields: OptionNames<AgentDefinition> = {
  capabilities: true,
  onMessage: true,
  onTask: true,
  brain: true,
  apology: true,
  agentTurns: true,
  concurrency: true,
  onError: true,
};

/**
 * Creates an agent from its definition.
 *
 * @param definition - Its capabilities, and its handlers or its brain.
 * @returns the agent, not running yet.
 * @throws {@link InvalidArgumentError} when a part of the definition is invalid.
 *
 * @example
 * ```ts
 * import { defineAgent } from '@mitosislabs/agent';
 *
 * const agent = defineAgent({
 *   capabilities: ['chat'],
 *   onMessage: async (message, reply) => {
 *     await reply.send(`You said: ${message.content}`);
 *   },
 *   onTask: async (task) => `Done: ${task.title}.`,
 * });
 * ```
 */
export function defineAgent(definition: AgentDefinition): Agent {
  assertOptions('definition', definition, definitionFields);
  const { brain, capabilities = brain?.capabilities ?? [], concurrency = 1, agentTurns = 20 } = definition;
  if (!Array.isArray(capabilities) || !capabilities.every((item) => typeof item === 'string')) {
    throw new InvalidArgumentError('capabilities', 'must be a list of texts');
  }
  if (!(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new InvalidArgumentError('concurrency', 'must be a whole number, 1 or more');
  }
  if (typeof agentTurns !== 'number' || !(agentTurns >= 0))
    throw new InvalidArgumentError('agentTurns', 'must be a number, 0 or more');
  for (const name of ['onMessage', 'onTask', 'onError'] as const) {
    if (definition[name] !== undefined && typeof definition[name] !== 'function') {
      throw new InvalidArgumentError(name, 'must be a function');
    }
  }
  return {
    capabilities,
    run: async (options) => {
      const run = runAgent({ ...definition, capabilities, concurrency, agentTurns }, options);
      return traced(run, new Error());
    },
  };
}
