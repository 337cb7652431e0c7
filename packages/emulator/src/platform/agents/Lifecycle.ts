import { ApiError, badRequest } from '../../errors.ts';
import type { AgentRow, Phase } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Events } from '../messages/Events.ts';
import { type Resources, Service } from '../Service.ts';
import type { Credits } from '../work/Credits.ts';
import type { Activity } from './Activity.ts';
import type { Backups } from './Backups.ts';

/** The services that a lifecycle needs. */
interface Needs {
  activity: Activity;
  backups: Backups;
  credits: Credits;
  events: Events;
}

/** The actions that change an agent's phase, and the method of each. */
const ACTIONS = {
  suspend: 'suspend',
  stop: 'suspend',
  resume: 'resume',
  start: 'resume',
  restart: 'restart',
  archive: 'archive',
  restore: 'restore',
} as const;

/** The phases of agents. */
export class Lifecycle extends Service {
  readonly #needs: Needs;
  /** Called when an agent has a new phase, after the transaction; with `fired` when it is gone. */
  onPhase: ((agent: { id: string; phase: Phase | 'fired' }) => void) | undefined;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
  }

  /** Sets the phase of an agent, with the reason, and returns the agent. Its running time is charged from `ready` on. */
  setPhase(agent: AgentRow, phase: Phase, reason: string, { withOffice = false } = {}): AgentRow {
    const { activity, credits } = this.#needs;
    const ready = phase === 'ready';
    if (agent.phase === 'ready') credits.meter(agent);
    const changes = {
      phase,
      message: ready ? null : reason,
      suspended_with_office: withOffice ? 1 : 0,
      metered_at: ready ? this.clock.now() : null,
      ...(ready && { last_seen: this.clock.now() }),
    };
    this.tables.agents.update({ id: agent.id }, changes);
    activity.record(agent, { category: 'lifecycle', type: phase, summary: reason });
    this.announce({ ...agent, phase }, reason);
    this.db.afterCommit(() => this.onPhase?.({ id: agent.id, phase }));
    return { ...agent, ...changes };
  }

  /** Tells the readers of events which phase an agent has. */
  announce({ name, office_id, phase }: AgentRow, reason: string): void {
    const ready = phase === 'ready';
    this.#needs.events.publish(office_id, 'agent', { name, phase, ready, message: reason });
  }

  /** Applies an action by its name; 400 for an unknown one. */
  move(office: OfficeRow, agent: AgentRow, action: string): void {
    if (!Object.hasOwn(ACTIONS, action)) {
      throw badRequest(`action must be one of ${Object.keys(ACTIONS).join(', ')}.`);
    }
    this[ACTIONS[action as keyof typeof ACTIONS]](office, agent);
  }

  suspend(_: OfficeRow, agent: AgentRow): void {
    refuseArchived(agent);
    if (agent.phase !== 'suspended') this.setPhase(agent, 'suspended', `${agent.name} was suspended`);
  }

  resume(office: OfficeRow, agent: AgentRow): void {
    refuseArchived(agent);
    requireActive(office);
    if (agent.phase === 'suspended') this.setPhase(agent, 'provisioning', `${agent.name} was resumed`);
  }

  /** Starts an agent's pod again. */
  restart(office: OfficeRow, agent: AgentRow): void {
    refuseArchived(agent);
    requireActive(office);
    this.setPhase(agent, 'provisioning', `${agent.name} was restarted`);
  }

  /** Backs an agent up and archives it: it leaves the list, and keeps its name and its state. */
  archive(_: OfficeRow, agent: AgentRow): void {
    if (agent.phase === 'archived') return;
    this.#needs.backups.create(agent);
    this.setPhase(agent, 'archived', `${agent.name} was archived`);
  }

  /** Starts an archived agent again. */
  restore(office: OfficeRow, agent: AgentRow): void {
    requireActive(office);
    if (agent.phase === 'archived') this.setPhase(agent, 'provisioning', `${agent.name} was restored`);
  }
}

/** Refuses work in a suspended office: 409. */
export function requireActive(office: OfficeRow): void {
  if (office.suspended === 0) return;
  throw new ApiError(409, 'office_suspended', `The office ${office.name} is suspended; resume it first.`);
}

function refuseArchived(agent: AgentRow): void {
  if (agent.phase !== 'archived') return;
  throw new ApiError(409, 'agent_archived', `${agent.name} is archived; restore it first.`);
}
