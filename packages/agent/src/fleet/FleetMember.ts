import { onAbort, sleep } from '@mitosislabs/auth/async';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { CoalescingTask } from '../async/CoalescingTask.ts';
import { limited } from '../async/limited.ts';
import type { AgentLease, AgentState, StateView } from '../state/AgentState.ts';
import { CALL_MS, Lease, type LeaseHome } from './Lease.ts';
import { planOf, writeNote } from './planOf.ts';

/** How often a process gives a sign of life, in ms. */
const BEAT_MS = 1_000;
/** How long a process counts as alive without one, in ms, by the clock of the store. */
const TTL_MS = 8_000;
/** How long leases are valid after a sign of life was sent, in ms, by the clocks of this process. */
const SURE_MS = 6_000;
/** After a sign of life that came so late, in ms, others may be late too. */
const LATE_MS = 4_000;
/** How long a process then waits before it takes over from others, in ms. */
const RECOVERY_MS = 3_000;
/** How long an agent stays free before a process takes it beyond its share, in ms. */
const OVERDUE_MS = 3_000;

/** The place of one agent in a process: it waits for the lease, or holds it. */
interface Seat {
  readonly onError: (error: unknown) => void;
  /** Gives the waiting run a lease; `undefined` while none waits. */
  grant: ((lease: Lease) => void) | undefined;
}

const members = new WeakMap<AgentState, FleetMember>();

/** This process as a member of a fleet: gives signs of life, takes agents, and hands them over. There is one for each state. */
export class FleetMember implements LeaseHome {
  readonly state: AgentState;
  readonly #id: string = randomUUID();
  readonly #seats = new Map<string, Seat>();
  /** The agents that stop here. */
  readonly #stopping = new Set<string>();
  readonly #held = new Map<string, Lease>();
  /** Leases that were given up. The state may still show them. */
  readonly #released = new Set<string>();
  #toRelease: AgentLease[] = [];
  readonly #releasing = new CoalescingTask(() => this.#releaseAll());
  /** When each free agent was first seen, by `performance.now()`. */
  #freeSince = new Map<string, number>();
  #wants: readonly string[] = [];
  #sureUntil = { ticks: 0, clock: 0 };
  #lastBeat: number | undefined;
  #takeOverAt = 0;
  #isFailing = false;
  #early = new AbortController();
  #waiters: (() => void)[] = [];
  #isOver = false;
  readonly #running: Promise<void>;

  /** Returns the member of this process in the fleet of a state. */
  static of(state: AgentState): FleetMember {
    const member = members.get(state) ?? new FleetMember(state);
    members.set(state, member);
    return member;
  }

  private constructor(state: AgentState) {
    this.state = state;
    // After the first agents are there.
    this.#running = Promise.resolve().then(() => this.#live());
  }

  /** Adds an agent that this process can run. */
  join(agent: string, onError: (error: unknown) => void): void {
    if (this.#seats.has(agent)) {
      throw new InvalidArgumentError('agentId', `is an agent that this process runs already: ${agent}`);
    }
    this.#seats.set(agent, { onError, grant: undefined });
  }

  /** Removes an agent. With the last one, the process leaves the fleet. */
  async part(agent: string): Promise<void> {
    this.#seats.delete(agent);
    this.#stopping.delete(agent);
    await this.#releasing.settled();
    if (this.#seats.size > 0 || this.#isOver) return;
    this.#isOver = true;
    members.delete(this.state);
    this.#early.abort();
    await this.#running;
    await limited(CALL_MS, this.state.leave(this.#id)).catch(() => undefined);
  }

  /** Waits for the lease of an agent. Returns `undefined` if the signal fires before. */
  async lease(agent: string, signal: AbortSignal): Promise<Lease | undefined> {
    const seat = this.#seats.get(agent);
    if (!seat || signal.aborted) return undefined;
    const waiting = new AbortController();
    let lease: Lease | undefined;
    seat.grant = (given) => {
      seat.grant = undefined;
      lease = given;
      waiting.abort();
    };
    const release = onAbort(signal, () => waiting.abort());
    await sleep(Number.POSITIVE_INFINITY, waiting.signal);
    release();
    seat.grant = undefined;
    return lease;
  }

  /** Gives up a lease. Resolves when the state knows, or cannot be reached: then the lease runs out. */
  async release({ grant }: Lease): Promise<void> {
    this.#held.delete(grant.agent);
    await this.#giveUp(grant);
  }

  #giveUp(grant: AgentLease): Promise<void> {
    this.#released.add(keyOf(grant));
    this.#toRelease.push(grant);
    return this.#releasing.askAndWait();
  }

  /** Notes that an agent stops here. When all do, the others learn at once that this process is about to leave. */
  stopping(agent: string): void {
    if (this.#seats.has(agent)) this.#stopping.add(agent);
    if (this.#isLeaving) this.#early.abort();
  }

  get #isLeaving(): boolean {
    return this.#stopping.size === this.#seats.size;
  }

  get isSure(): boolean {
    const { ticks, clock } = this.#sureUntil;
    // The first clock stands still while the machine sleeps; the second one may be set back.
    return performance.now() < ticks && Date.now() < clock;
  }

  beaten(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  failed(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const failure = stateError(error);
    for (const onError of new Set([...this.#seats.values()].map((seat) => seat.onError))) onError(failure);
  }

  worked(): void {
    this.#isFailing = false;
  }

  async #live(): Promise<void> {
    while (!this.#isOver) {
      this.#early = new AbortController();
      await this.#beat();
      this.#tellBeaten();
      if (!this.#isOver) await sleep(BEAT_MS, this.#early.signal);
    }
  }

  #tellBeaten(): void {
    for (const done of this.#waiters.splice(0)) done();
  }

  async #beat(): Promise<void> {
    const ticks = performance.now();
    const clock = Date.now();
    const given = [...this.#held.values()];
    try {
      const note = writeNote({ isLeaving: this.#isLeaving, wants: this.#wants });
      const view = await limited(CALL_MS, this.state.beat(this.#id, note, TTL_MS));
      this.worked();
      this.#sureUntil = { ticks: ticks + SURE_MS, clock: clock + SURE_MS };
      // After an outage, the others get time to show that they are alive.
      if (this.#lastBeat !== undefined && ticks - this.#lastBeat > LATE_MS)
        this.#takeOverAt = ticks + RECOVERY_MS;
      this.#lastBeat = ticks;
      this.#compare(view, given);
      this.#tellBeaten();
      await this.#act(view);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Finds the leases that were lost, and those whose claim got no response. */
  #compare(view: StateView, given: readonly Lease[]): void {
    const own = new Map<string, AgentLease>();
    for (const lease of view.leases) if (lease.process === this.#id) own.set(keyOf(lease), lease);
    for (const lease of given) {
      if (own.has(keyOf(lease.grant))) continue;
      lease.lose();
      if (this.#held.get(lease.grant.agent) === lease) this.#held.delete(lease.grant.agent);
    }
    for (const key of this.#released) if (!own.has(key)) this.#released.delete(key);
    for (const [key, lease] of own) {
      // Its release has failed, or is still on its way: it may be carried out at any time, so the lease is not used again.
      if (this.#released.has(key)) void this.#giveUp(lease);
      else if (this.#held.get(lease.agent)?.grant.fence !== lease.fence) this.#give(lease);
    }
  }

  async #act(view: StateView): Promise<void> {
    const now = performance.now();
    const known = [...this.#seats]
      .filter(([agent, { grant }]) => grant || this.#held.has(agent))
      .map(([agent]) => agent);
    this.#noteFree(view, known, now);
    const plan = planOf({
      view,
      self: this.#id,
      known,
      isLeaving: this.#isLeaving,
      isIdle: (agent) => this.#held.get(agent)?.isIdle === true,
      isOverdue: (agent) => now - (this.#freeSince.get(agent) ?? now) >= OVERDUE_MS,
      mayTakeOver: now >= this.#takeOverAt,
    });
    this.#wants = plan.wants;
    for (const agent of plan.handOver) this.#held.get(agent)?.move();
    if (plan.claim.length === 0) return;
    const leases = await limited(CALL_MS, this.state.claim(this.#id, plan.claim));
    for (const lease of leases) this.#give(lease);
  }

  /** Notes since when agents are free. */
  #noteFree(view: StateView, known: readonly string[], now: number): void {
    const living = new Set(view.processes.map(({ id }) => id));
    const taken = new Set(view.leases.filter(({ process }) => living.has(process)).map(({ agent }) => agent));
    const free = known.filter((agent) => !taken.has(agent));
    this.#freeSince = new Map(free.map((agent) => [agent, this.#freeSince.get(agent) ?? now]));
  }

  /** Gives a lease to the run that waits for it; gives it up if none does. */
  #give(grant: AgentLease): void {
    const lease = new Lease(grant, this);
    const seat = this.#seats.get(grant.agent);
    if (seat?.grant) {
      this.#held.set(grant.agent, lease);
      seat.grant(lease);
    } else {
      void this.release(lease);
    }
  }

  async #releaseAll(): Promise<void> {
    // Leases that are given up together need one call.
    await Promise.resolve();
    const leases = this.#toRelease;
    this.#toRelease = [];
    // After a failure, the next sign of life shows the leases again.
    await limited(CALL_MS, this.state.release(leases)).catch((error: unknown) => this.failed(error));
  }
}

function keyOf({ agent, process, fence }: AgentLease): string {
  return JSON.stringify([agent, process, fence]);
}

function stateError(cause: unknown): MitosisError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MitosisError(`The state of the fleet cannot be reached: ${reason}`, {
    code: 'state_unavailable',
    hint: 'The agents pause, and go on when it is back.',
    cause,
  });
}
