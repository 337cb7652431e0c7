import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMissing } from '../../testing/refusals.ts';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('whatsapp', () => {
  test('default: shows, links and resets an agent’s line', async () => {
    const id = await world.officeWith();
    const { whatsapp } = world.owner;
    expect(await whatsapp.sessionStatus(id, 'aria')).toEqual({ connected: false, agent_id: 'aria' });
    await whatsapp.qrStart(id, 'aria');
    expect(await whatsapp.qrStatus(id, 'aria')).toMatchObject({ connected: false });
    await whatsapp.qrStop(id, 'aria');
    time += 1000;
    expect(await whatsapp.qrStatus(id, 'aria')).toMatchObject({ connected: false });
    await whatsapp.qrStart(id, 'aria');
    time += 1000;
    const connected = {
      connected: true,
      agent_id: 'aria',
      phone_number: expect.stringMatching(/^\+999\d{8}$/),
    };
    expect(await whatsapp.qrStatus(id, 'aria')).toEqual(connected);
    await whatsapp.qrStop(id, 'aria');
    await whatsapp.qrStart(id, 'aria');
    expect(await whatsapp.sessionStatus(id, 'aria')).toEqual(connected);
    await whatsapp.reset(id, 'aria');
    expect(await whatsapp.sessionStatus(id, 'aria')).toMatchObject({ connected: false });
  });

  test('default: manages the office’s line and its users', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { whatsapp, employees } = world.owner;
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'idle' });
    expect(await failure(whatsapp.registerAgent(id, 'aria'))).toMatchObject({
      status: 409,
      code: 'not_connected',
    });
    await whatsapp.officeQRStart(id);
    expect(await whatsapp.officeQRStatus(id)).toEqual({
      status: 'pending',
      qr: expect.stringMatching(/^2@/),
    });
    time += 1000;
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'connected' });
    await whatsapp.registerAgent(id, 'aria');
    await whatsapp.toggleAgentAccess(id, 'bo', true);
    await whatsapp.toggleAgentAccess(id, 'bo', false);
    expect(await whatsapp.agentStatus(id)).toEqual({
      agents: [
        { name: 'aria', whatsapp_enabled: true },
        { name: 'bo', whatsapp_enabled: false },
      ],
    });
    expect((await employees.get(id, 'aria')).channels).toEqual({ whatsapp: true });
    await whatsapp.officeReset(id);
    expect(await whatsapp.officeQRStatus(id)).toEqual({ status: 'idle' });
  });

  test('error: refuses unknown agents', async () => {
    const id = await world.officeWith();
    const { whatsapp } = world.owner;
    await allMissing([
      whatsapp.qrStart(id, 'none'),
      whatsapp.qrStatus(id, 'none'),
      whatsapp.qrStop(id, 'none'),
      whatsapp.sessionStatus(id, 'none'),
      whatsapp.reset(id, 'none'),
      whatsapp.toggleAgentAccess(id, 'none', true),
      whatsapp.registerAgent(id, 'none'),
    ]);
  });
});

describe('chromium and proxy', () => {
  test('default: starts, stops, restarts and deletes a browser', async () => {
    const id = await world.officeWith();
    const { chromium } = world.owner;
    await allMissing([chromium.status(id), chromium.done(id), chromium.delete(id)]);
    const first = await chromium.start(id);
    expect(first).toEqual({
      id: expect.any(String),
      status: 'running',
      vnc_url: expect.stringContaining(first.id),
    });
    expect(await chromium.start(id)).toEqual(first);
    await chromium.done(id);
    expect(await chromium.status(id)).toEqual({ id: first.id, status: 'done' });
    expect((await chromium.start(id)).id).not.toBe(first.id);
    await chromium.delete(id);
    await allMissing([chromium.status(id)]);
    await world.owner.offices.suspend(id);
    expect(await failure(chromium.start(id))).toMatchObject({ status: 409 });
  });

  test('default: tears down proxies, if any', async () => {
    const id = await world.officeWith();
    await world.owner.proxy.teardownCodeProxy(id);
    await world.owner.proxy.teardownCodexProxy(id);
    const [codex, code] = (await world.owner.events.list(id)) as unknown[];
    expect([code, codex]).toMatchObject([
      { data: { state: 'code proxy torn down' } },
      { data: { state: 'codex proxy torn down' } },
    ]);
  });
});

describe('llmPing', () => {
  test('default: answers with a model when the office has credits', async () => {
    const id = await world.officeWith();
    const { llmPing, employees } = world.owner;
    await employees.promote(id, 'aria', { modelTier: 'opus' });
    expect(await llmPing.ping(id)).toEqual({
      model: 'sonnet',
      latency_ms: expect.any(Number),
      success: true,
    });
    expect(await llmPing.agentPing(id, 'aria')).toMatchObject({ model: 'opus', success: true });
    await employees.lifecycle(id, 'aria', 'suspend');
    expect(await llmPing.agentPing(id, 'aria')).toMatchObject({
      success: false,
      error: 'aria is suspended.',
    });
    await world.owner.offices.suspend(id);
    expect(await llmPing.ping(id)).toMatchObject({
      success: false,
      error: expect.stringContaining('suspended'),
    });
    await allMissing([llmPing.agentPing(id, 'none')]);
  });
});
