import type { Delegate } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { isoTime } from '../../core/Clock.ts';
import type { Handlers } from '../../core/Handler.ts';
import type { NamedDelegate } from '../../platform/agents/Delegates.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on delegates. */
export function delegates({ delegates }: Platform): Handlers<typeof contract.delegates> {
  return {
    list: ({ office }) => delegates.list(office).map(toDelegate),

    get: ({ office, params }) => toDelegate(delegates.get(office, params.agentId)),

    create: ({ office, params, body }) =>
      toDelegate(delegates.create(office, params.agentId, body.permissions)),

    update: ({ office, params, body }) =>
      toDelegate(delegates.update(office, params.agentId, body.permissions)),

    delete: ({ office, params }) => delegates.delete(office, params.agentId),
  };
}

function toDelegate({ name, permissions, created_at }: NamedDelegate): Delegate {
  return { agent_id: name, permissions: JSON.parse(permissions), created_at: isoTime(created_at) };
}
