import { randomUUID } from 'node:crypto';
import type { Caller } from '../../core/Caller.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { AgentRow, TransferRow } from '../../store/tables/agents.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';
import type { Offices } from '../offices/Offices.ts';
import { type Resources, Service } from '../Service.ts';
import type { Agents } from './Agents.ts';
import { type Lifecycle, requireActive } from './Lifecycle.ts';

/** The services that transfers need. */
interface Needs {
  agents: Agents;
  lifecycle: Lifecycle;
  offices: Offices;
}

/** Moves of agents from one office to another. */
export class Transfers extends Service {
  readonly #needs: Needs;

  constructor(resources: Resources, needs: Needs) {
    super(resources);
    this.#needs = needs;
  }

  /** Prepares a transfer, in the office that the agent comes to or in the one that it leaves. */
  prepare(office: OfficeRow): TransferRow {
    requireActive(office);
    const transfer: TransferRow = {
      id: randomUUID(),
      office_id: office.id,
      status: 'prepared',
      agent_id: null,
      created_at: this.clock.now(),
    };
    this.tables.transfers.insert(transfer);
    return transfer;
  }

  /** The transfer of that id; 404 if there is none. */
  get(office: OfficeRow, id: string): TransferRow {
    const transfer = this.tables.transfers.find({ office_id: office.id, id });
    if (!transfer) throw notFound(`transfer ${id} in this office`);
    return transfer;
  }

  /**
   * Moves an agent into an office, suspended.
   *
   * @param fromOffice - The office that it leaves. Default: the one in which the transfer was prepared, or the caller's
   *   other office with an agent of that name. An agent that the office has already is installed again.
   */
  install(
    office: OfficeRow,
    caller: Caller,
    move: { id: string; agent: string; fromOffice: string | undefined },
  ): void {
    const { agents, lifecycle, offices } = this.#needs;
    const owned = offices.of(caller).map(({ id }) => id);
    const transfer =
      this.tables.transfers.find({ id: move.id, office_id: owned }) ?? this.get(office, move.id);
    const from = this.#sourceOf(office, caller, transfer, move);
    const agent = agents.get(from, move.agent);
    requireActive(office);
    if (transfer.status !== 'prepared') {
      throw new ApiError(409, 'transfer_used', 'This transfer has its agent already.');
    }
    const isMove = from.id !== office.id;
    if (isMove && this.#agentIn(office.id, agent.name)) throw nameTaken(agent.name);
    lifecycle.setPhase(agent, 'suspended', `${agent.name} is being moved`);
    if (isMove) {
      agents.leaveOffice(agent, 'transferred');
      this.tables.delegates.delete({ id: agent.id });
    }
    this.tables.agents.update({ id: agent.id }, { office_id: office.id });
    const changes = { office_id: office.id, status: 'installed', agent_id: agent.id } as const;
    this.tables.transfers.update({ id: transfer.id }, changes);
  }

  /** Starts the agent of a transfer. */
  start(office: OfficeRow, id: string): void {
    const transfer = this.get(office, id);
    requireActive(office);
    if (transfer.status === 'completed') return;
    const agent = transfer.agent_id === null ? undefined : this.tables.agents.find({ id: transfer.agent_id });
    if (!agent) {
      throw new ApiError(409, 'transfer_empty', 'This transfer has no agent yet: install one first.');
    }
    const reason = `${agent.name} has moved to ${office.name}`;
    this.#needs.lifecycle.setPhase(agent, 'provisioning', reason);
    this.tables.transfers.update({ id: transfer.id }, { status: 'completed' });
  }

  #sourceOf(
    office: OfficeRow,
    caller: Caller,
    transfer: TransferRow,
    { agent, fromOffice }: { agent: string; fromOffice: string | undefined },
  ): OfficeRow {
    const { offices } = this.#needs;
    if (fromOffice !== undefined) {
      const from = offices.get(caller, fromOffice);
      if (from.id === office.id) throw nameTaken(agent);
      return from;
    }
    if (transfer.office_id !== office.id) return offices.get(caller, transfer.office_id);
    if (this.#agentIn(office.id, agent)) return office;
    const others = offices.of(caller).filter(({ id }) => this.#agentIn(id, agent));
    if (others.length > 1) {
      const message = `${others.length} of your offices have an agent named ${agent}: say which in from_office.`;
      throw new ApiError(409, 'ambiguous_agent', message);
    }
    return others[0] ?? office;
  }

  #agentIn(officeId: string, name: string): AgentRow | undefined {
    return this.tables.agents.find({ office_id: officeId, name });
  }
}

function nameTaken(name: string): ApiError {
  return new ApiError(409, 'name_taken', `The name ${name} is taken in this office.`);
}
