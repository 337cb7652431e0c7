import { none } from '../../contract/access.ts';
import type { Group } from '../../contract/Endpoint.ts';

/** The operations on the code proxies. */
export const proxy = {
  teardownCodeProxy: {
    name: 'proxy.teardownCodeProxy',
    route: 'DELETE /api/v1/offices/{officeId}/code-proxy',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
  teardownCodexProxy: {
    name: 'proxy.teardownCodexProxy',
    route: 'DELETE /api/v1/offices/{officeId}/codex-proxy',
    responseType: 'none',
    idempotency: 'idempotent',
    access: none,
  },
} as const satisfies Group;
