import { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations of the client itself: the method is the umbrella's, the route the emulator's. */
export const client: Entries<typeof contract.client> = {
  async health({ owner }) {
    const operation = contract.client.health.name;
    const answer = await owner.transport.request('GET', '/healthz', { as: 'none', operation });
    expect(answer).toBeUndefined();
  },
};
