import { type Brain, echoBrain } from '@mitosislabs/agent/echo';
import { HEARTBEAT, POD_RESTART_MS } from '../assumptions.ts';
import { ApiError } from '../errors.ts';
import type { Platform } from '../platform/Platform.ts';
import type { Phase } from '../store/tables/agents.ts';
import { LocalAgent } from './LocalAgent.ts';

/** Starts provisioned agents, and runs those that are ready. */
export class AgentPool {
  readonly #platform: Platform;
  readonly #brain: Brain | undefined;
  readonly #runners = new Map<string, LocalAgent>();
  readonly #provisioning = new Map<string, () => void>();
  readonly #stopping = new Set<Promise<void>>();
  #endpoint = '';
  #isPaused = true;
  #isClosed = false;
  #cancelBeat: (() => void) | undefined;

  /** Starts or stops an agent according to its phase. */
  readonly #follow = ({ id, phase }: { id: string; phase: Phase | 'fired' }): void => {
    if (this.#isPaused) return;
    this.#provisioning.get(id)?.();
    this.#provisioning.delete(id);
    if (phase === 'provisioning') {
      this.#bootLater(id, this.#platform.settings.limits.readyAfterMs);
    }
    const runner = this.#runners.get(id);
    if (runner && phase === 'ready') runner.noteReady();
    if (runner && phase !== 'ready') this.#stop(id, runner);
    if (!runner && phase === 'ready' && this.#brain) this.#run(id, this.#brain);
  };

  /** @param brain - The brain of all agents; `none` if they run elsewhere. Default: the echo. */
  constructor(platform: Platform, brain: Brain | 'none' = echoBrain()) {
    this.#platform = platform;
    this.#brain = brain === 'none' ? undefined : brain;
  }

  /** Whether agents run in this process. */
  get runsAgents(): boolean {
    return this.#brain !== undefined;
  }

  /**
   * Starts all agents, and follows their phases.
   *
   * @param endpoint - The office-manager, for the agents.
   */
  start(endpoint: string): void {
    this.#endpoint = endpoint;
    this.#platform.lifecycle.onPhase = this.#follow;
    this.#resume();
    this.#beatLater();
  }

  /**
   * Stops all agents, runs work that replaces the state, and starts the agents that there are then. No agent of the earlier
   * state can send anything into the new one.
   */
  async restart(work: () => void): Promise<void> {
    await this.#pause();
    try {
      work();
    } finally {
      if (!this.#isClosed) this.#resume();
    }
  }

  /** Stops all agents. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelBeat?.();
    this.#platform.lifecycle.onPhase = undefined;
    await this.#pause();
    await this.#brain?.close?.();
  }

  #resume(): void {
    this.#isPaused = false;
    for (const agent of this.#platform.tables.agents.ofAllOffices()) this.#follow(agent);
  }

  async #pause(): Promise<void> {
    this.#isPaused = true;
    for (const cancel of this.#provisioning.values()) cancel();
    this.#provisioning.clear();
    for (const [id, runner] of this.#runners) this.#stop(id, runner);
    await Promise.all(this.#stopping);
  }

  #bootLater(id: string, ms: number): void {
    const cancel = this.#platform.settings.clock.after(ms, () => {
      if (!this.#attempt(() => this.#boot(id))) this.#bootLater(id, POD_RESTART_MS);
      // A jump of the clock waits until the agent is ready.
      return this.#runners.get(id)?.started;
    });
    this.#provisioning.set(id, cancel);
  }

  /** Starts a provisioned agent. One that runs here reports itself when it is ready. */
  #boot(id: string): void {
    this.#provisioning.delete(id);
    if (this.#brain) this.#run(id, this.#brain);
    else this.#ready(id);
  }

  #run(id: string, brain: Brain): void {
    const runner = new LocalAgent(this.#platform, id, brain, this.#endpoint);
    this.#runners.set(id, runner);
    runner.start();
  }

  #stop(id: string, runner: LocalAgent): void {
    this.#runners.delete(id);
    const stopping = runner.stop().finally(() => this.#stopping.delete(stopping));
    this.#stopping.add(stopping);
  }

  #ready(id: string): void {
    this.#platform.db.transaction(() => {
      const agent = this.#platform.agents.byId(id);
      if (agent?.phase !== 'provisioning') return;
      this.#platform.lifecycle.setPhase(agent, 'ready', `${agent.name} is ready`);
    });
  }

  #beatLater(): void {
    this.#cancelBeat = this.#platform.settings.clock.after(HEARTBEAT.everyMs, () => {
      this.#beatLater();
      this.#attempt(() => this.#beat());
    });
  }

  /** Runs work in a timer; returns false if it is refused, as when the storage is full. An error would end the process. */
  #attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return false;
    }
  }

  /**
   * Charges the running time of the agents that run here, and records their heartbeats. They also send heartbeats themselves, but by
   * real time: too rarely for a clock that runs fast.
   */
  #beat(): void {
    const { agents, credits, db } = this.#platform;
    db.transaction(() => {
      for (const [id, runner] of this.#runners) {
        const agent = agents.byId(id);
        if (!agent) continue;
        credits.meter(agent);
        if (runner.isRunning) agents.heartbeat(agent);
      }
    });
  }
}
