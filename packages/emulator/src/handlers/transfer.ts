import { randomUUID } from 'node:crypto';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../platform/ApiError.ts';
import { leaveOffice } from '../platform/leaveOffice.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireActive } from '../platform/requireActive.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import { setPhase } from '../platform/setPhase.ts';
import { requireOffice } from '../server/requireOffice.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { TransferRow } from '../store/TransferStore.ts';
import type { Handlers } from './Handler.ts';

const PROGRESS = { prepared: 0, installed: 50, completed: 100 } as const;

/**
 * What the operations that move agents do, (A) called on the office that the agent comes to: `prepare`, then `install`
 * with `{transfer_id, from_office, agent}`, which brings it over, then `start` with `{transfer_id}`, which wakes it.
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
    const move = requireTransfer(platform, office, textIn(body, 'transfer_id'));
    const from = requireOffice(platform, caller, textIn(body, 'from_office'));
    const agent = requireAgent(platform, from, textIn(body, 'agent'));
    requireActive(office);
    if (move.status !== 'prepared')
      throw new ApiError(409, 'transfer_used', 'This transfer has its agent already.');
    if (from.id === office.id || platform.store.agents.byName(office.id, agent.name)) {
      throw new ApiError(409, 'name_taken', `The name ${agent.name} is taken in this office.`);
    }
    setPhase(platform, agent, 'suspended', `${agent.name} is being moved`);
    leaveOffice(platform, agent, 'transferred');
    platform.store.delegates.delete(agent.id);
    platform.store.agents.update(agent.id, { office_id: office.id });
    platform.store.transfers.update(move.id, { status: 'installed', agent_id: agent.id });
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

function textIn(data: unknown, field: string): string {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, field) : undefined;
  if (typeof value !== 'string' || value === '') throw badRequest(`${field} must be a text.`);
  return value;
}
