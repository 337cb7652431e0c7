import type { contract } from '@mitosislabs/api/contract';
import type { Handlers } from '../core/Handler.ts';
import { publish } from '../platform/publish.ts';

/** What the operations on the code proxies do. (A) There need not be one: tearing down nothing is done at once. */
export const proxy: Handlers<typeof contract.proxy> = {
  teardownCodeProxy({ platform, office }) {
    publish(platform, office.id, 'office', {
      id: office.id,
      name: office.name,
      state: 'code proxy torn down',
    });
  },

  teardownCodexProxy({ platform, office }) {
    publish(platform, office.id, 'office', {
      id: office.id,
      name: office.name,
      state: 'codex proxy torn down',
    });
  },
};
