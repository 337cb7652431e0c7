import { onAbort } from '@mitosislabs/auth/async';
import { within } from '../async/within.ts';
import type { Brain } from '../brain/Brain.ts';
import { FleetMember } from '../fleet/FleetMember.ts';
import { lostError } from '../fleet/Lease.ts';
import type { AgentState } from '../state/AgentState.ts';
import { wellFormed } from '../text/cleanText.ts';
import { AgentRun } from './AgentRun.ts';
import { checkOptions, type RunOptions } from './RunOptions.ts';
import type { Definition } from './Workers.ts';

/** How long a brain may take to close, in ms. */
const CLOSE_MS = 500;

/** How many runs use each brain: agents may share one. */
const users = new WeakMap<Brain, number>();

/** Runs an agent until the signal fires: here, or with a `state` as often as it is this process's turn. */
export async function runAgent(definition: Definition, options: RunOptions): Promise<void> {
  checkOptions(options);
  const { brain } = definition;
  if (brain) users.set(brain, (users.get(brain) ?? 0) + 1);
  try {
    if (options.state) await runInFleet(definition, options, options.state);
    else await new AgentRun(definition, options).run();
  } finally {
    if (brain) await leaveBrain(brain, (error) => report(definition, error));
  }
}

/** Runs an agent whenever this process has its lease. */
async function runInFleet(definition: Definition, options: RunOptions, state: AgentState): Promise<void> {
  // Refuses invalid options now, and not when it is this process's turn.
  new AgentRun(definition, options);
  const { officeId, agentId, signal = new AbortController().signal } = options;
  const agent = `${encodeURIComponent(wellFormed(officeId))}/${encodeURIComponent(wellFormed(agentId))}`;
  const member = FleetMember.of(state);
  member.join(agent, (error) => report(definition, error));
  const release = signal.aborted ? () => undefined : onAbort(signal, () => member.stopping(agent));
  if (signal.aborted) member.stopping(agent);
  try {
    while (!signal.aborted) {
      const lease = await member.lease(agent, signal);
      if (!lease) continue;
      try {
        await new AgentRun(definition, { ...options, signal }, lease).run();
      } finally {
        if (lease.lost.aborted) report(definition, lostError(agent));
        // Also a lost one: the state ignores it if another process has the agent.
        await member.release(lease);
      }
    }
  } finally {
    release();
    await member.part(agent);
  }
}

/** Closes a brain after its last run. */
async function leaveBrain(brain: Brain, onError: (error: unknown) => void): Promise<void> {
  const left = (users.get(brain) ?? 1) - 1;
  users.set(brain, left);
  if (left === 0) await within(CLOSE_MS, brain.close?.()).catch(onError);
}

function report(definition: Definition, error: unknown): void {
  const call = async (): Promise<void> => definition.onError?.(error);
  // An `onError` that throws does not stop the agent.
  call().catch(() => undefined);
}
