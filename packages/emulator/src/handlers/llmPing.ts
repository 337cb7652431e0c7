import type { PingResult } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError } from '../ApiError.ts';
import { DEFAULT_MODEL } from '../assumptions.ts';
import { stopwatch } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import { specOf } from '../platform/agentSpec.ts';
import { requireCredits } from '../platform/credits.ts';
import { requireActive } from '../platform/requireActive.ts';
import { requireAgent } from '../platform/requireAgent.ts';

/** What the operations that try models do. A model that does not answer is an answer, not an error. */
export const llmPing: Handlers<typeof contract.llmPing> = {
  ping: ({ platform, office }) =>
    tryModel(DEFAULT_MODEL.tier, () => {
      requireActive(office);
      requireCredits(platform, office);
    }),

  agentPing({ platform, office, params }) {
    const agent = requireAgent(platform, office, params.name);
    return tryModel(specOf(agent).modelTier, () => {
      requireActive(office);
      requireCredits(platform, office);
      if (agent.phase !== 'ready')
        throw new ApiError(409, 'agent_not_ready', `${agent.name} is ${agent.phase}.`);
    });
  },
};

/** (A) A model answers when there is somebody to pay for it. */
function tryModel(model: string, check: () => void): PingResult {
  const elapsed = stopwatch();
  let error: string | undefined;
  try {
    check();
  } catch (reason) {
    if (!(reason instanceof ApiError)) throw reason;
    error = reason.message;
  }
  return {
    model,
    latency_ms: elapsed(),
    success: error === undefined,
    ...(error !== undefined && { error }),
  };
}
