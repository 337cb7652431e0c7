import type { contract } from '@mitosislabs/api/contract';
import { ROLES } from '../assumptions.ts';
import { specOf } from '../platform/agentSpec.ts';
import type { Handlers } from './Handler.ts';

/** What the operations on capabilities do. */
export const capabilities: Handlers<typeof contract.capabilities> = {
  self({ platform, office, caller }) {
    if (caller.kind === 'user') {
      return { kind: 'user', id: caller.userId, office_id: office.id, permissions: ['*'] };
    }
    const { agent } = caller;
    const { role = 'general', skills = [], channels = {}, modelTier } = specOf(agent);
    const own = ROLES.find(({ name }) => name === role) ?? ROLES[0];
    const delegate = platform.store.delegates.byAgent(agent.id);
    const delegated = delegate ? (JSON.parse(delegate.permissions) as string[]) : [];
    return {
      kind: 'agent',
      id: agent.name,
      office_id: office.id,
      role,
      model: modelTier,
      permissions: [...new Set([...own.permissions, ...delegated])],
      skills,
      channels,
      integrations: platform.store.integrations.ofAgent(agent.id),
    };
  },
};
