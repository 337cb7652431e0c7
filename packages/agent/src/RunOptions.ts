import type { ClientConfig } from '@mitosislabs/transport';
import type { AgentMemory } from './memory/AgentMemory.ts';

/** Where an agent signs in, as whom, and until when. */
export interface RunOptions {
  /** The office-manager: `https://m.mitosislabs.ai`. https, or http on this machine. */
  endpoint: string;
  /** The agent's own private key: 32 bytes. Not needed where `client.auth` signs. */
  signingKey?: Uint8Array | undefined;
  /** The office that the agent works in. */
  officeId: string;
  /** The agent's name in it. */
  agentId: string;
  /** Ends the run: what is at hand is finished, and the platform is told. */
  signal?: AbortSignal | undefined;
  /** What else the client is to be: time limits, a logger, middleware, an authenticator of your own. */
  client?: Omit<ClientConfig, 'endpoint' | 'apiKey' | 'agent' | 'jwt'> | undefined;
  /**
   * Where the agent keeps its position and the starts of unfinished work. Default: nowhere; the agent then uses its own
   * messages. A memory of a newer version is refused and left unchanged.
   */
  memory?: AgentMemory | undefined;
  /** How long what is at hand may go on after the signal, in ms. Default: 2,000. */
  graceMs?: number | undefined;
  /**
   * How long to wait between looking for news, in ms. While the stream of events is open, the agent looks three times as rarely.
   * Default: 10,000.
   */
  pollMs?: number | undefined;
  /**
   * How often the agent tells that it is alive, and looks whether it is still welcome, in ms. Default: 30,000; who has told
   * nothing for two minutes counts as offline.
   */
  heartbeatMs?: number | undefined;
}
