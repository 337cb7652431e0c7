import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import { specOf } from '../../platform/agents/spec.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on capabilities. */
export function capabilities(platform: Platform): Handlers<typeof contract.capabilities> {
  const { delegates, integrations } = platform;
  return {
    self({ office, caller }) {
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
        permissions: delegates.permissionsOf(agent),
        skills,
        channels,
        integrations: integrations.ofAgent(agent),
      };
    },
  };
}
