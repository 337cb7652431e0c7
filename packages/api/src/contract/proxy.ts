import type { Group } from './Endpoint.ts';

/** The operations on the code proxies. */
export const proxy = {
  teardownCodeProxy: {
    name: 'proxy.teardownCodeProxy',
    route: 'DELETE /api/v1/offices/{officeId}/code-proxy',
    summary: 'Tears down the proxy for Claude Code.',
    answer: 'none',
    repeat: 'idempotent',
  },
  teardownCodexProxy: {
    name: 'proxy.teardownCodexProxy',
    route: 'DELETE /api/v1/offices/{officeId}/codex-proxy',
    summary: 'Tears down the proxy for Codex.',
    answer: 'none',
    repeat: 'idempotent',
  },
} as const satisfies Group;
