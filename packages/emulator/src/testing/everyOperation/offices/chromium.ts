import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { failure } from '../../world.ts';
import type { Entries } from '../Stage.ts';

/** The operations on the browser. */
export const chromium: Entries<typeof contract.chromium> = {
  async start({ id, owner: { chromium } }) {
    const browser = await chromium.start(id);
    expect(browser).toMatchObject({ status: 'running', vnc_url: expect.stringContaining(browser.id) });
    expect(await chromium.status(id)).toEqual(browser);
  },

  async status({ id, owner: { chromium }, aria }) {
    const browser = await aria.chromium.start(id);
    expect(await chromium.status(id)).toEqual(browser);
  },

  async done({ id, owner: { chromium } }) {
    const { id: browser } = await chromium.start(id);
    await chromium.done(id);
    expect(await chromium.status(id)).toEqual({ id: browser, status: 'done' });
  },

  async delete({ id, owner: { chromium, offices } }) {
    await chromium.start(id);
    await chromium.delete(id);
    expect(await failure(chromium.status(id))).toMatchObject({ status: 404 });
    expect(await offices.get(id)).toMatchObject({ id });
  },
};
