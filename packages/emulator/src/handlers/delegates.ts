import type { Delegate } from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import { ApiError, badRequest, notFound } from '../ApiError.ts';
import { isoTime } from '../core/Clock.ts';
import type { Handlers } from '../core/Handler.ts';
import type { Platform } from '../platform/Platform.ts';
import { requireAgent } from '../platform/requireAgent.ts';
import type { NamedDelegate } from '../store/DelegateStore.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';

/** What the operations on delegates do. */
export const delegates: Handlers<typeof contract.delegates> = {
  list: ({ platform, office }) => platform.store.delegates.ofOffice(office.id).map(delegateAnswer),

  get: ({ platform, office, params }) => delegateAnswer(requireDelegate(platform, office, params.agentId)),

  create({ platform, office, params, body }) {
    const { id, name } = requireAgent(platform, office, params.agentId);
    if (platform.store.delegates.byAgent(id)) {
      throw new ApiError(409, 'already_delegate', `${name} is a delegate already; update it.`);
    }
    const delegate = { id, permissions: permissionsIn(body.permissions), created_at: platform.now() };
    platform.store.delegates.insert(delegate);
    return delegateAnswer({ ...delegate, name });
  },

  update({ platform, office, params, body }) {
    const delegate = requireDelegate(platform, office, params.agentId);
    const permissions =
      body.permissions === undefined ? delegate.permissions : permissionsIn(body.permissions);
    platform.store.delegates.update(delegate.id, permissions);
    return delegateAnswer({ ...delegate, permissions });
  },

  delete({ platform, office, params }) {
    platform.store.delegates.delete(requireDelegate(platform, office, params.agentId).id);
  },
};

function requireDelegate(platform: Platform, office: OfficeRow, name: string): NamedDelegate {
  const agent = requireAgent(platform, office, name);
  const delegate = platform.store.delegates.byAgent(agent.id);
  if (!delegate) throw notFound(`delegate ${name} in this office`);
  return { ...delegate, name };
}

function permissionsIn(permissions: string[]): string {
  if (permissions.some((permission) => permission.trim() === '')) {
    throw badRequest('permissions must not hold empty texts.');
  }
  return JSON.stringify([...new Set(permissions)]);
}

function delegateAnswer({ name, permissions, created_at }: NamedDelegate): Delegate {
  return { agent_id: name, permissions: JSON.parse(permissions), created_at: isoTime(created_at) };
}
