import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations on the code proxies. */
export const proxy: Entries<typeof contract.proxy> = {
  async teardownCodeProxy({ id, owner: { proxy, events } }) {
    await proxy.teardownCodeProxy(id);
    const [newest] = await events.list(id);
    expect(newest).toMatchObject({ type: 'office', data: { state: 'code proxy torn down' } });
  },

  async teardownCodexProxy({ id, owner: { proxy, events } }) {
    await proxy.teardownCodexProxy(id);
    const [newest] = await events.list(id);
    expect(newest).toMatchObject({ type: 'office', data: { state: 'codex proxy torn down' } });
  },
};
