import { randomBytes } from 'node:crypto';
import type { WhatsAppStatus } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError } from '../ApiError.ts';
import type { Handlers } from '../core/Handler.ts';
import { changedSpec, specOf } from '../platform/agentSpec.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { AgentRow } from '../store/AgentStore.ts';

/** What the operations on WhatsApp do. (A) A code that is shown is scanned by itself, as fast as agents get ready. */
export const whatsapp: Handlers<typeof contract.whatsapp> = {
  qrStart({ platform, office, params }) {
    showCode(platform, requireAgent(platform, office, params.name).id);
  },

  qrStatus: ({ platform, office, params }) => statusOf(platform, requireAgent(platform, office, params.name)),

  qrStop({ platform, office, params }) {
    const { id } = requireAgent(platform, office, params.name);
    if (!isConnected(platform, id)) platform.store.whatsapp.delete(id);
  },

  sessionStatus: ({ platform, office, params }) =>
    statusOf(platform, requireAgent(platform, office, params.name)),

  reset({ platform, office, params }) {
    platform.store.whatsapp.delete(requireAgent(platform, office, params.name).id);
  },

  agentStatus: ({ platform, office }) => ({
    agents: platform.store.agents
      .ofOffice(office.id)
      .filter(({ phase }) => phase !== 'archived')
      .map((agent) => ({ name: agent.name, whatsapp_enabled: specOf(agent).channels?.whatsapp === true })),
  }),

  toggleAgentAccess({ platform, office, params, body }) {
    allow(platform, requireAgent(platform, office, params.agentName), body.enabled);
  },

  registerAgent({ platform, office, params }) {
    const agent = requireAgent(platform, office, params.agentName);
    if (!isConnected(platform, office.id)) {
      throw new ApiError(409, 'not_connected', 'The office has no WhatsApp line; connect it first.');
    }
    allow(platform, agent, true);
  },

  officeQRStart({ platform, office }) {
    showCode(platform, office.id);
  },

  officeQRStatus({ platform, office }) {
    const line = platform.store.whatsapp.byId(office.id);
    if (!line) return { status: 'idle' };
    return isConnected(platform, office.id) ? { status: 'connected' } : { status: 'pending', qr: line.qr };
  },

  officeReset({ platform, office }) {
    platform.store.whatsapp.delete(office.id);
  },
};

function showCode(platform: Platform, id: string): void {
  if (isConnected(platform, id)) return;
  const qr = `2@${randomBytes(32).toString('base64')}`;
  platform.store.whatsapp.start({ id, qr, started_at: platform.now() });
}

function isConnected(platform: Platform, id: string): boolean {
  const line = platform.store.whatsapp.byId(id);
  return line !== undefined && platform.now() - line.started_at >= platform.settings.readyAfterMs;
}

function statusOf(platform: Platform, agent: AgentRow): WhatsAppStatus {
  if (!isConnected(platform, agent.id)) return { connected: false, agent_id: agent.name };
  // Numbers that are nobody's (ITU-T E.164.1, 999): the same one for an agent each time.
  const phone_number = `+999${(Number.parseInt(agent.id.slice(0, 8), 16) % 1e8).toString().padStart(8, '0')}`;
  return { connected: true, phone_number, agent_id: agent.name };
}

function allow(platform: Platform, agent: AgentRow, enabled: boolean): void {
  const spec = specOf(agent);
  const changed = changedSpec(spec, { channels: { ...spec.channels, whatsapp: enabled } });
  platform.store.agents.update(agent.id, { spec: JSON.stringify(changed) });
}
