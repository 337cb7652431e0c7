import type { AgentMemory, Brain, BrainContext } from '@mitosislabs/agent';
import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator } from '@mitosislabs/auth/authenticators';
import { generateKeyPair } from '@mitosislabs/auth/signing';
import { POD_RESTART_MS } from '../assumptions.ts';
import type { Platform } from '../platform/Platform.ts';

/**
 * Runs an agent in this process with `@mitosislabs/agent`, as in a pod of its own: it signs in with the agent's key over
 * the loopback, and is started again when it ends.
 */
export class LocalAgent {
  readonly #platform: Platform;
  readonly #agentId: string;
  readonly #brain: Brain;
  readonly #endpoint: string;
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #noteStarted: () => void = () => undefined;
  /** Resolves when the agent is ready, or has ended. */
  readonly started: Promise<void> = new Promise((resolve) => {
    this.#noteStarted = resolve;
  });
  /** Whether the agent runs; `false` while it waits for its next start. */
  isRunning = false;

  /** @param endpoint - The office-manager, on a port without faults. */
  constructor(platform: Platform, agentId: string, brain: Brain, endpoint: string) {
    this.#platform = platform;
    this.#agentId = agentId;
    this.#brain = brain;
    this.#endpoint = endpoint;
  }

  /** Starts the agent. It also handles earlier messages and tasks. */
  start(): void {
    this.#running = this.#run();
  }

  /** Notes that the agent has reported itself. */
  noteReady(): void {
    this.#noteStarted();
  }

  /** Stops the agent at once. Unfinished work is continued at the next start. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      this.isRunning = true;
      // Its activity has the error, which may be temporary.
      await this.#runOnce(signal).catch(() => undefined);
      this.isRunning = false;
      this.#noteStarted();
      await this.#platform.settings.clock.sleep(POD_RESTART_MS, signal).catch(() => undefined);
    }
  }

  async #runOnce(signal: AbortSignal): Promise<void> {
    const agent = this.#platform.agents.byId(this.#agentId);
    if (!agent) return;
    const { name: agentId, office_id: officeId } = agent;
    const brain = this.#brain;
    const { clock } = this.#platform.settings;
    const atItsTime = (context: BrainContext): BrainContext => ({
      ...context,
      sleep: (ms) => clock.sleep(ms, context.signal),
    });
    // Loaded late: an emulator without agents does not need it.
    const { defineAgent } = await import('@mitosislabs/agent');
    const { run } = defineAgent({
      // The brain belongs to all agents here, and is not closed with one.
      brain: {
        capabilities: brain.capabilities,
        answer: (message, context) => brain.answer(message, atItsTime(context)),
        work: (task, context) => brain.work(task, atItsTime(context)),
      },
    });
    const client = { auth: this.#signer(agentId) };
    const memory = this.#memory(officeId);
    await run({ endpoint: this.#endpoint, client, officeId, agentId, signal, memory, graceMs: 0 });
  }

  /** Signs by the emulator's clock. An agent that was hired with a key of its own gets another one for its pod here. */
  #signer(agentId: string): Authenticator {
    const { agents, settings } = this.#platform;
    const stored = agents.byId(this.#agentId)?.private_key ?? null;
    const pair = stored === null ? generateKeyPair() : undefined;
    if (pair) agents.podKeys.set(this.#agentId, pair.publicKey);
    const signingKey = pair?.privateKey ?? new Uint8Array(Buffer.from(stored ?? '', 'hex'));
    const { method, authorize } = agentAuthenticator({ agentId, signingKey });
    return { method, authorize: (request) => authorize({ ...request, time: settings.clock.now() }) };
  }

  #memory(officeId: string): AgentMemory {
    const { agents, db, tables } = this.#platform;
    const { generation } = db;
    const agent_id = this.#agentId;
    return {
      load: async () => tables.memories.find({ agent_id, office_id: officeId })?.text,
      save: async (text) => {
        // An agent that was fired meanwhile has no memory.
        db.transaction(() => {
          if (agents.byId(agent_id)) tables.memories.upsert({ agent_id, office_id: officeId, text });
        }, generation);
      },
    };
  }
}
