import {
  assertDuration,
  assertOptions,
  assertText,
  InvalidArgumentError,
  type OptionNames,
} from '@mitosislabs/auth/errors';
import type { ClientConfig } from '@mitosislabs/transport';
import type { AgentMemory } from '../memory/AgentMemory.ts';
import type { AgentState } from '../state/AgentState.ts';

/** Options of a run: the server, the agent and the signal that ends it. */
export interface RunOptions {
  /** The office-manager: `https://m.mitosislabs.ai`. https, or http on this machine. */
  endpoint: string;
  /** The agent's own private key: 32 bytes. Not needed where `client.auth` signs. */
  signingKey?: Uint8Array | undefined;
  /** The office that the agent works in. */
  officeId: string;
  /** The agent's name in it. */
  agentId: string;
  /** Ends the run: the agent finishes its current work and reports to the platform that it stops. */
  signal?: AbortSignal | undefined;
  /** Other options of the client: time limits, a logger, middleware or a custom authenticator. */
  client?: Omit<ClientConfig, 'endpoint' | 'apiKey' | 'agent' | 'jwt'> | undefined;
  /**
   * Where the agent keeps its position and the starts of unfinished work. Default: nowhere; the agent then uses its own
   * messages. A memory of a newer version is refused and left unchanged.
   */
  memory?: AgentMemory | undefined;
  /**
   * The state that all processes with this agent share, such as `redisState`: then exactly one of them runs it at a time, and
   * another takes over when that one stops, dies or hangs. It has the memory too. Pass the same object to all agents of a process.
   * Default: none; then run the agent in one process only.
   */
  state?: AgentState | undefined;
  /** How long current work may go on after the signal, in ms. Default: 2,000. */
  graceMs?: number | undefined;
  /**
   * How often to poll for messages and tasks, in ms. While the stream of events is open, the agent polls at a
   * third of that rate. Default: 10,000.
   */
  pollMs?: number | undefined;
  /**
   * How often to send a heartbeat and to check that the agent still has access, in ms. An agent without a
   * heartbeat for two minutes counts as offline. Default: 30,000.
   */
  heartbeatMs?: number | undefined;
}

const runOptions: OptionNames<RunOptions> = {
  endpoint: true,
  signingKey: true,
  officeId: true,
  agentId: true,
  signal: true,
  client: true,
  memory: true,
  state: true,
  graceMs: true,
  pollMs: true,
  heartbeatMs: true,
};

/** Throws unless the options are valid. */
export function checkOptions(options: RunOptions): void {
  assertOptions('options', options, runOptions);
  const { officeId, agentId, signingKey, client, graceMs = 0, pollMs = 1, heartbeatMs = 1 } = options;
  assertText('officeId', officeId);
  assertText('agentId', agentId);
  if (signingKey === undefined && client?.auth === undefined) {
    throw new InvalidArgumentError('signingKey', "must be the agent's private key", {
      hint: 'The platform identifies the agent by the signature. Pass the key, or sign with `client.auth`.',
    });
  }
  const { memory, state } = options;
  if (state !== undefined && typeof Reflect.get(Object(state), 'beat') !== 'function') {
    throw new InvalidArgumentError('state', 'must be a state, such as that of `redisState`');
  }
  if (state !== undefined && memory !== undefined) {
    throw new InvalidArgumentError('memory', 'cannot be used with `state`', {
      hint: 'The state has the memory too: leave `memory` out.',
    });
  }
  assertDuration('graceMs', graceMs, 0);
  assertDuration('pollMs', pollMs, 1);
  assertDuration('heartbeatMs', heartbeatMs, 1);
}
