import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

/** The operations that try models. They cost nothing. */
export const llmPing: Entries<typeof contract.llmPing> = {
  async ping({ id, owner: { llmPing, credits } }) {
    const before = await credits.balance(id);
    expect(await llmPing.ping(id)).toMatchObject({ success: true, latency_ms: expect.any(Number) });
    expect(await credits.balance(id)).toEqual(before);
  },

  async agentPing({ id, owner: { llmPing, employees, credits } }) {
    await employees.promote(id, 'aria', { modelTier: 'opus' });
    const before = await credits.balance(id);
    expect(await llmPing.agentPing(id, 'aria')).toMatchObject({ model: 'opus', success: true });
    expect(await credits.balance(id)).toEqual(before);
  },
};
