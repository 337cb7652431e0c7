import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries } from '../Stage.ts';

const REPORT = { type: 'failed', payload: { message: 'disk full', left: 0 } };

/** The operations on callbacks; pods report as their agents. */
export const callbacks: Entries<typeof contract.callbacks> = {
  async podEvent({ id, owner: { callbacks, employees }, aria }) {
    await aria.callbacks.podEvent(id, REPORT);
    expect(await callbacks.list(id)).toMatchObject([REPORT]);
    expect((await employees.get(id, 'aria')).status).toMatchObject({ phase: 'failed', message: 'disk full' });
  },

  async list({ id, owner: { callbacks }, aria }) {
    await aria.callbacks.podEvent(id, { type: 'note' });
    await aria.callbacks.podEvent(id, REPORT);
    expect(await callbacks.list(id)).toMatchObject([{ type: 'note', payload: {} }, REPORT]);
  },

  async get({ id, owner: { callbacks }, aria }) {
    await aria.callbacks.podEvent(id, REPORT);
    const [callback] = await callbacks.list(id);
    expect(await callbacks.get(id, callback?.id ?? '')).toEqual(callback);
  },
};
