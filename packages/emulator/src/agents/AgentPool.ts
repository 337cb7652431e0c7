import { HEARTBEAT } from '../assumptions.ts';
import { meter } from '../platform/credits.ts';
import type { Platform } from '../platform/Platform.ts';
import { setPhase } from '../platform/setPhase.ts';
import type { Phase } from '../store/AgentStore.ts';
import type { AgentRunner } from './AgentRunner.ts';
import type { Brain } from './Brain.ts';
import { BrainRunner } from './BrainRunner.ts';
import { echoBrain } from './echoBrain.ts';

/** The machines under the agents: brings provisioned ones up, and runs those that are ready. */
export class AgentPool {
  readonly #platform: Platform;
  readonly #brain: Brain | undefined;
  readonly #runners = new Map<string, AgentRunner>();
  readonly #provisioning = new Map<string, NodeJS.Timeout>();
  #heartbeat: NodeJS.Timeout | undefined;

  /** @param brain - What agents think with; `none` leaves them to be run from elsewhere. Default: the echo. */
  constructor(platform: Platform, brain: Brain | 'none' = echoBrain()) {
    this.#platform = platform;
    this.#brain = brain === 'none' ? undefined : brain;
  }

  /** Takes over every agent that there is, and follows what becomes of them. */
  start(): void {
    this.#platform.onPhase = (agent) => this.#follow(agent);
    for (const agent of this.#platform.store.agents.all()) this.#follow(agent);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT.everyMs);
    this.#heartbeat.unref();
  }

  /** Stops every agent. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const timer of this.#provisioning.values()) clearTimeout(timer);
    for (const runner of this.#runners.values()) runner.stop();
    this.#provisioning.clear();
    this.#runners.clear();
    this.#platform.onPhase = undefined;
  }

  /** Makes what runs agree with the phase that an agent is in. */
  #follow({ id, phase }: { id: string; phase: Phase | 'fired' }): void {
    clearTimeout(this.#provisioning.get(id));
    this.#provisioning.delete(id);
    if (phase === 'provisioning') {
      const timer = setTimeout(() => this.#ready(id), this.#platform.settings.readyAfterMs);
      this.#provisioning.set(id, timer);
    }
    if (phase !== 'ready') {
      this.#runners.get(id)?.stop();
      this.#runners.delete(id);
    } else if (this.#brain && !this.#runners.has(id)) {
      const runner = new BrainRunner(this.#platform, id, this.#brain);
      this.#runners.set(id, runner);
      runner.start();
    }
  }

  #ready(id: string): void {
    this.#provisioning.delete(id);
    this.#platform.db.transaction(() => {
      const agent = this.#platform.store.agents.byId(id);
      if (agent?.phase === 'provisioning') setPhase(this.#platform, agent, 'ready', `${agent.name} is ready`);
    });
  }

  /** Every agent that runs here reports, and its time is charged. */
  #beat(): void {
    this.#platform.db.transaction(() => {
      for (const id of this.#runners.keys()) {
        const agent = this.#platform.store.agents.byId(id);
        if (!agent) continue;
        this.#platform.store.agents.update(id, { last_seen: this.#platform.now() });
        meter(this.#platform, agent);
      }
    });
  }
}
