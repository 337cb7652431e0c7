import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../core/Handler.ts';
import { specOf } from '../platform/agentSpec.ts';
import { permissionsOf } from '../platform/permissionsOf.ts';

/** What the operations on capabilities do. */
export const capabilities: Handlers<typeof contract.capabilities> = {
  self({ platform, office, caller }) {
    if (caller.kind === 'user') {
      return { kind: 'user', id: caller.userId, office_id: office.id, permissions: ['*'] };
    }
    const { agent } = caller;
    const { role = 'general', skills = [], channels = {}, modelTier } = specOf(agent);
    return {
      kind: 'agent',
      id: agent.name,
      office_id: office.id,
      role,
      model: modelTier,
      permissions: permissionsOf(platform, agent),
      skills,
      channels,
      integrations: platform.store.integrations.ofAgent(agent.id),
    };
  },
};
