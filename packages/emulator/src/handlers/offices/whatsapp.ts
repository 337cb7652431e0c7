import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import { specOf } from '../../platform/agents/spec.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on WhatsApp. */
export function whatsapp({ agents, whatsapp }: Platform): Handlers<typeof contract.whatsapp> {
  return {
    qrStart: ({ office, params }) => whatsapp.showCode(agents.get(office, params.name).id),

    qrStatus: ({ office, params }) => whatsapp.statusOf(agents.get(office, params.name)),

    qrStop: ({ office, params }) => whatsapp.hideCode(agents.get(office, params.name).id),

    sessionStatus: ({ office, params }) => whatsapp.statusOf(agents.get(office, params.name)),

    reset: ({ office, params }) => whatsapp.reset(agents.get(office, params.name).id),

    agentStatus: ({ office }) => ({
      agents: agents.list(office.id).map((agent) => ({
        name: agent.name,
        whatsapp_enabled: specOf(agent).channels?.whatsapp === true,
      })),
    }),

    toggleAgentAccess: ({ office, params, body }) =>
      whatsapp.allow(agents.get(office, params.agentName), body.enabled),

    registerAgent: ({ office, params }) => whatsapp.register(office, agents.get(office, params.agentName)),

    officeQRStart: ({ office }) => whatsapp.showCode(office.id),

    officeQRStatus: ({ office }) => whatsapp.codeOf(office),

    officeReset: ({ office }) => whatsapp.reset(office.id),
  };
}
