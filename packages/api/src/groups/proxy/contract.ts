import { none } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';

/** The operations on the code proxies. */
export const proxy = group('proxy', {
  teardownCodeProxy: {
    route: 'DELETE /api/v1/offices/{officeId}/code-proxy',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
  teardownCodexProxy: {
    route: 'DELETE /api/v1/offices/{officeId}/codex-proxy',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
} as const satisfies Operations);
