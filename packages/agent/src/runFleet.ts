import { backOff, onAbort, sleep } from '@mitosislabs/auth/async';
import { assertOptions, InvalidArgumentError, type OptionNames, traced } from '@mitosislabs/auth/errors';
import type { Agent } from './Agent.ts';
import type { RunOptions } from './run/RunOptions.ts';
import type { AgentState } from './state/AgentState.ts';

/** The waits before an agent that failed is run again, in ms. */
const RETRY = { first: 10_000, most: 5 * 60_000 };
/** After a run of this length, in ms, earlier failures do not count. */
const STEADY_MS = 10 * 60_000;

/** An agent of a fleet, with the options of its run. */
export interface FleetAgent extends Omit<RunOptions, 'memory' | 'state' | 'signal'> {
  /** The agent. Several entries may share one. */
  agent: Agent;
}

/** Options of {@link runFleet}. */
export interface FleetOptions {
  /** All agents of the fleet, and not only the share of this process. */
  agents: readonly FleetAgent[];
  /** The state that all processes share. */
  state: AgentState;
  /** Ends the run: this process hands its agents over to the others. */
  signal?: AbortSignal | undefined;
  /**
   * Called when an agent cannot run, such as one that was archived. It is tried again after 10 s, and ever more rarely, up to
   * every 5 min. Default: ignored.
   */
  onError?: ((error: unknown, agent: FleetAgent) => void) | undefined;
}

const fleetOptions: OptionNames<FleetOptions> = { agents: true, state: true, signal: true, onError: true };

/**
 * Runs the agents of a fleet, of which this process is one of many: each process calls this with the same agents. Each agent is run
 * by exactly one of them. They are spread evenly, also when a process joins or leaves; when one dies or hangs, the others take
 * over within about 10 s. On a machine that is too busy to start them in that time, the last ones take longer.
 *
 * @param options - The agents, the state, and the signal that ends the run.
 * @returns when the signal has fired, and the agents are handed over.
 * @throws {@link InvalidArgumentError} when an option is invalid, also one of an agent.
 *
 * @example
 * ```ts
 * import { defineAgent, type FleetAgent, runFleet } from '@mitosislabs/agent';
 * import { redisState } from '@mitosislabs/agent/redis';
 * import { createClient } from 'redis';
 *
 * const agent = defineAgent({ onMessage: (message, reply) => reply.send(`You said: ${message.content}`) });
 *
 * async function work(keys: Record<string, Uint8Array>, signal: AbortSignal): Promise<void> {
 *   const agents: FleetAgent[] = Object.entries(keys).map(([agentId, signingKey]) => ({
 *     agent,
 *     endpoint: 'https://m.mitosislabs.ai',
 *     officeId: 'o-1',
 *     agentId,
 *     signingKey,
 *   }));
 *   const client = await createClient({ url: 'redis://127.0.0.1:6379' }).connect();
 *   await runFleet({ agents, state: redisState({ client }), signal });
 *   await client.close();
 * }
 * ```
 */
export async function runFleet(options: FleetOptions): Promise<void> {
  assertOptions('options', options, fleetOptions);
  const { agents, signal } = options;
  if (!Array.isArray(agents) || agents.length === 0) {
    throw new InvalidArgumentError('agents', 'must be a list of agents, and not empty');
  }
  for (const [index, entry] of agents.entries()) {
    if (typeof Reflect.get(Object(Reflect.get(Object(entry), 'agent')), 'run') !== 'function') {
      throw new InvalidArgumentError(`agents[${index}].agent`, 'must be an agent of defineAgent');
    }
  }
  if (options.state === undefined) throw new InvalidArgumentError('state', 'must be the state of the fleet');
  // One agent that is not described well ends the run of all.
  const stop = new AbortController();
  if (signal?.aborted) stop.abort();
  const release = signal && !signal.aborted && onAbort(signal, () => stop.abort());
  const runs = agents.map((each) =>
    keepRunning(each, options, stop.signal).catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  try {
    await traced(Promise.all(runs), new Error());
  } finally {
    await Promise.allSettled(runs);
    if (release) release();
  }
}

/** Runs an agent until the signal fires, and again after it has failed. */
async function keepRunning(each: FleetAgent, options: FleetOptions, signal: AbortSignal): Promise<void> {
  const { agent, ...how } = each;
  for (let failures = 1; !signal.aborted; failures++) {
    const started = performance.now();
    try {
      await agent.run({ ...how, state: options.state, signal });
    } catch (error) {
      if (error instanceof InvalidArgumentError) throw error;
      report(options, error, each);
      if (performance.now() - started > STEADY_MS) failures = 1;
      await sleep(backOff(failures, RETRY), signal);
    }
  }
}

function report({ onError }: FleetOptions, error: unknown, agent: FleetAgent): void {
  const call = async (): Promise<void> => onError?.(error, agent);
  // An `onError` that throws does not stop the fleet.
  call().catch(() => undefined);
}
