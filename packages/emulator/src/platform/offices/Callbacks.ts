import { randomUUID } from 'node:crypto';
import { PAGE } from '../../assumptions.ts';
import { badRequest, notFound } from '../../errors.ts';
import type { CallbackRow } from '../../store/tables/activity.ts';
import type { AgentRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Agents } from '../agents/Agents.ts';
import type { Lifecycle } from '../agents/Lifecycle.ts';
import { type Resources, Service } from '../Service.ts';

/** The services that callbacks need. */
interface Needs {
  agents: Agents;
  lifecycle: Lifecycle;
}

/** The reports of pods. */
export class Callbacks extends Service {
  readonly #needs: Needs;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
  }

  /** Records a report. (A) A report of an agent moves it: to `ready`, or to `failed`. */
  add(office: OfficeRow, agent: AgentRow | undefined, type: string, payload: Record<string, unknown>): void {
    if (type.trim() === '') throw badRequest('type must not be empty.');
    this.tables.callbacks.insert({
      id: randomUUID(),
      office_id: office.id,
      type,
      payload: JSON.stringify(payload),
      created_at: this.clock.now(),
    });
    if (agent) this.#follow(agent, type, payload);
  }

  /** The newest reports of an office, oldest first. */
  list(office: OfficeRow): CallbackRow[] {
    return this.tables.callbacks.newest([{ office_id: office.id }], { limit: PAGE.most }).reverse();
  }

  /** The report of that id; 404 if there is none. */
  get(office: OfficeRow, id: string): CallbackRow {
    const callback = this.tables.callbacks.find({ office_id: office.id, id });
    if (!callback) throw notFound(`callback ${id} in this office`);
    return callback;
  }

  #follow(agent: AgentRow, type: string, payload: Record<string, unknown>): void {
    const { agents, lifecycle } = this.#needs;
    const message = typeof payload['message'] === 'string' ? payload['message'] : `its pod reported ${type}`;
    if (type === 'ready' && agent.phase === 'provisioning') {
      lifecycle.setPhase(agent, 'ready', message);
      return;
    }
    agents.report(agent, `pod ${type}`, message, payload);
    // A pod that was started again: its agent is as before.
    if (type === 'ready' && agent.phase === 'ready') lifecycle.announce(agent, message);
    if (type !== 'error' && type !== 'failed') return;
    agents.setError(agent, message);
    if (type === 'failed' && (agent.phase === 'ready' || agent.phase === 'provisioning')) {
      lifecycle.setPhase(agent, 'failed', message);
    }
  }
}
