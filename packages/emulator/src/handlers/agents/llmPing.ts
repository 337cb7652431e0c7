import type { PingResult } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { DEFAULT_MODEL } from '../../assumptions.ts';
import { stopwatch } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import { ApiError } from '../../errors.ts';
import { requireActive } from '../../platform/agents/Lifecycle.ts';
import { specOf } from '../../platform/agents/spec.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations that ping models. A model that does not respond is a result, not an error. */
export function llmPing({ agents, credits }: Platform): Handlers<typeof contract.llmPing> {
  return {
    ping: ({ office }) =>
      tryModel(DEFAULT_MODEL.tier, () => {
        requireActive(office);
        credits.require(office);
      }),

    agentPing({ office, params }) {
      const agent = agents.get(office, params.name);
      return tryModel(specOf(agent).modelTier, () => {
        requireActive(office);
        credits.require(office);
        if (agent.phase !== 'ready')
          throw new ApiError(409, 'agent_not_ready', `${agent.name} is ${agent.phase}.`);
      });
    },
  };
}

/** (A) A model responds when the check passes: the office works, and has credits. */
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
