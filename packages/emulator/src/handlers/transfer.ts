import { randomUUID } from 'node:crypto';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import type { Caller } from '../core/Caller.ts';
import type { Handlers } from '../core/Handler.ts';
import { leaveOffice } from '../platform/leaveOffice.ts';
import { officesOf } from '../platform/officesOf.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireActive } from '../platform/requireActive.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import { requireOffice } from '../platform/requireOffice.ts';
import { setPhase } from '../platform/setPhase.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { TransferRow } from '../store/TransferStore.ts';

const PROGRESS = { prepared: 0, installed: 50, completed: 100 } as const;

/**
 * The operations that move an agent. (A) `prepare`, then `install` with `{transfer_id, agent, from_office?}`, which moves the
 * agent into the office of the path, then `start` with `{transfer_id}`, which starts it there. Without `from_office`, the
 * agent comes from the office in which the transfer was prepared, or from the caller's other office with an agent of
 * that name; one that the office has already is installed anew.
 */
export const transfer: Handlers<typeof contract.transfer> = {
  prepare({ platform, office }) {
    requireActive(office);
    const transfer_id = randomUUID();
    platform.store.transfers.insert({
      id: transfer_id,
      office_id: office.id,
      status: 'prepared',
      agent_id: null,
      created_at: platform.now(),
    });
    return { transfer_id };
  },

  install({ platform, office, caller, body }) {
    const move = findTransfer(platform, office, caller, textIn(body, 'transfer_id'));
    const from = sourceOf(platform, office, caller, move, body);
    const agent = requireAgent(platform, from, textIn(body, 'agent'));
    requireActive(office);
    if (move.status !== 'prepared')
      throw new ApiError(409, 'transfer_used', 'This transfer has its agent already.');
    const isMove = from.id !== office.id;
    if (isMove && platform.store.agents.byName(office.id, agent.name)) throw nameTaken(agent.name);
    setPhase(platform, agent, 'suspended', `${agent.name} is being moved`);
    if (isMove) {
      leaveOffice(platform, agent, 'transferred');
      platform.store.delegates.delete(agent.id);
    }
    platform.store.agents.update(agent.id, { office_id: office.id });
    const changes = { office_id: office.id, status: 'installed', agent_id: agent.id } as const;
    platform.store.transfers.update(move.id, changes);
  },

  start({ platform, office, body }) {
    const move = requireTransfer(platform, office, textIn(body, 'transfer_id'));
    const agent = move.agent_id === null ? undefined : platform.store.agents.byId(move.agent_id);
    requireActive(office);
    if (move.status === 'completed') return;
    if (!agent)
      throw new ApiError(409, 'transfer_empty', 'This transfer has no agent yet: install one first.');
    setPhase(platform, agent, 'provisioning', `${agent.name} has moved to ${office.name}`);
    platform.store.transfers.update(move.id, { status: 'completed' });
  },

  status({ platform, office, params }) {
    const { id, status } = requireTransfer(platform, office, params.transferId);
    return { transfer_id: id, status, progress: PROGRESS[status] };
  },
};

function requireTransfer(platform: Platform, office: OfficeRow, id: string): TransferRow {
  const move = platform.store.transfers.byId(office.id, id);
  if (!move) throw notFound(`transfer ${id} in this office`);
  return move;
}

/** The transfer of that id: prepared in the office that the agent comes to, or in the one that it leaves. */
function findTransfer(platform: Platform, office: OfficeRow, caller: Caller, id: string): TransferRow {
  const { transfers } = platform.store;
  const elsewhere = officesOf(platform, caller).flatMap((other) => transfers.byId(other.id, id) ?? []);
  return elsewhere[0] ?? requireTransfer(platform, office, id);
}

/** The office that an agent leaves. */
function sourceOf(
  platform: Platform,
  office: OfficeRow,
  caller: Caller,
  move: TransferRow,
  body: unknown,
): OfficeRow {
  const name = textIn(body, 'agent');
  if (fieldOf(body, 'from_office') !== undefined) {
    const from = requireOffice(platform, caller, textIn(body, 'from_office'));
    if (from.id === office.id) throw nameTaken(name);
    return from;
  }
  if (move.office_id !== office.id) return requireOffice(platform, caller, move.office_id);
  if (platform.store.agents.byName(office.id, name)) return office;
  const others = officesOf(platform, caller).filter(({ id }) => platform.store.agents.byName(id, name));
  if (others.length > 1) {
    const message = `${others.length} of your offices have an agent named ${name}: say which in from_office.`;
    throw new ApiError(409, 'ambiguous_agent', message);
  }
  return others[0] ?? office;
}

function nameTaken(name: string): ApiError {
  return new ApiError(409, 'name_taken', `The name ${name} is taken in this office.`);
}

function fieldOf(data: unknown, field: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
}

function textIn(data: unknown, field: string): string {
  const value = fieldOf(data, field);
  if (typeof value !== 'string' || value === '') throw badRequest(`${field} must be a text.`);
  return value;
}
