import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../../core/Handler.ts';
import type { Platform } from '../../platform/Platform.ts';

/** Serves the operations on the code proxies. (A) Tearing down succeeds also if there is no proxy. */
export function proxy({ offices }: Platform): Handlers<typeof contract.proxy> {
  return {
    teardownCodeProxy: ({ office }) => offices.announce(office, 'code proxy torn down'),

    teardownCodexProxy: ({ office }) => offices.announce(office, 'codex proxy torn down'),
  };
}
