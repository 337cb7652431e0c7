import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import type { Entries, Stage } from '../Stage.ts';

/** How long it takes until a code is scanned, in ms. */
const SCAN_MS = 1_000;

/** The operations on WhatsApp: an agent's line, and the office's. */
export const whatsapp: Entries<typeof contract.whatsapp> = {
  async qrStart({ id, owner: { whatsapp }, pass }) {
    await whatsapp.qrStart(id, 'aria');
    expect(await whatsapp.qrStatus(id, 'aria')).toEqual({ connected: false, agent_id: 'aria' });
    pass(SCAN_MS);
    expect(await whatsapp.sessionStatus(id, 'aria')).toMatchObject({ connected: true });
  },

  async qrStatus(stage) {
    await connect(stage);
    const { whatsapp } = stage.owner;
    const status = await whatsapp.qrStatus(stage.id, 'aria');
    expect(status).toMatchObject({ connected: true, agent_id: 'aria', phone_number: expect.any(String) });
    expect(await whatsapp.sessionStatus(stage.id, 'aria')).toEqual(status);
  },

  async qrStop({ id, owner: { whatsapp }, pass }) {
    await whatsapp.qrStart(id, 'aria');
    await whatsapp.qrStop(id, 'aria');
    pass(SCAN_MS);
    expect(await whatsapp.qrStatus(id, 'aria')).toMatchObject({ connected: false });
  },

  async sessionStatus(stage) {
    const { whatsapp } = stage.owner;
    const before = { connected: false, agent_id: 'aria' };
    expect(await whatsapp.sessionStatus(stage.id, 'aria')).toEqual(before);
    await connect(stage);
    expect(await whatsapp.sessionStatus(stage.id, 'aria')).toMatchObject({ connected: true });
  },

  async reset(stage) {
    await connect(stage);
    await stage.owner.whatsapp.reset(stage.id, 'aria');
    const status = await stage.owner.whatsapp.sessionStatus(stage.id, 'aria');
    expect(status).toMatchObject({ connected: false });
  },

  async agentStatus({ id, owner: { whatsapp, employees } }) {
    await employees.update(id, 'aria', { channels: { whatsapp: true } });
    const agents = [{ name: 'aria', whatsapp_enabled: true }];
    expect(await whatsapp.agentStatus(id)).toEqual({ agents });
  },

  async toggleAgentAccess({ id, owner: { whatsapp, employees } }) {
    await whatsapp.toggleAgentAccess(id, 'aria', true);
    expect((await employees.get(id, 'aria')).channels).toEqual({ whatsapp: true });
    await whatsapp.toggleAgentAccess(id, 'aria', false);
    expect((await employees.get(id, 'aria')).channels).toEqual({ whatsapp: false });
  },

  async registerAgent({ id, owner: { whatsapp }, pass }) {
    await whatsapp.officeQRStart(id);
    pass(SCAN_MS);
    await whatsapp.registerAgent(id, 'aria');
    const agents = [{ name: 'aria', whatsapp_enabled: true }];
    expect(await whatsapp.agentStatus(id)).toEqual({ agents });
  },

  async officeQRStart({ id, owner: { whatsapp } }) {
    await whatsapp.officeQRStart(id);
    expect(await whatsapp.officeQRStatus(id)).toMatchObject({ status: 'pending', qr: expect.any(String) });
  },

  async officeQRStatus({ id, owner: { whatsapp }, pass }) {
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'idle' });
    await whatsapp.officeQRStart(id);
    pass(SCAN_MS);
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'connected' });
  },

  async officeReset({ id, owner: { whatsapp }, pass }) {
    await whatsapp.officeQRStart(id);
    pass(SCAN_MS);
    await whatsapp.officeReset(id);
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'idle' });
  },
};

async function connect({ id, owner, pass }: Stage): Promise<void> {
  await owner.whatsapp.qrStart(id, 'aria');
  pass(SCAN_MS);
}
