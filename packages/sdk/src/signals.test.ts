import { getEventListeners } from 'node:events';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { fetchWire } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MitosisClient } from './MitosisClient.ts';

/** More than ten listeners on one signal, of which Node warns. */
const MANY = 20;

let emulator: Emulator;
let officeId: string;
let taskId: string;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 1, brain: 'none', initialCredits: 100_000 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  officeId = (await mi.offices.create({ name: 'acme', forceCreate: true })).id;
  await mi.employees.hire(officeId, { name: 'aria' });
  // No agent works on it: a wait for it goes on.
  taskId = (await mi.tasks.create(officeId, { title: 'wait' })).id;
  await mi.close();
});
afterAll(() => emulator?.close());

/** Everything of one kind that goes on until its signal fires. */
const kinds: Record<string, (mi: MitosisClient, signal: AbortSignal) => Promise<unknown>> = {
  'waits for a task': (mi, signal) => mi.tasks.wait(officeId, taskId, { signal }),
  'followed logs': async (mi, signal) => {
    for await (const _ of mi.employees.followLogs(officeId, 'aria', { signal, pollIntervalMs: 20 }));
  },
  'event streams': async (mi, signal) => {
    for await (const _ of mi.messages.stream(officeId, { signal }));
  },
  calls: async (mi, signal) => {
    for (;;) await mi.offices.list({ signal });
  },
  'calls with a limit for each attempt': async (mi, signal) => {
    for (;;) await mi.offices.list({ signal, attemptTimeout: 20_000 });
  },
  'what a session receives': async (mi, signal) => {
    const session = await mi.xmtp.openSession(officeId, 'aria');
    for await (const _ of session.stream(20, { signal }));
  },
  'answers of a session': async (mi, signal) => {
    const session = await mi.xmtp.openSession(officeId, 'aria');
    for await (const _ of session.answers(20, { signal }));
  },
};

describe.each([
  ['nodeWire', undefined],
  ['fetchWire', fetchWire()],
])('%s', (_, wire) => {
  test.each(Object.entries(kinds))('behavior: releases a signal shared by many %s', async (_name, run) => {
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', note);
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    let answers = 0;
    const mi = new MitosisClient({
      endpoint,
      dashboardEndpoint,
      apiKey,
      ...(wire && { wire }),
      middleware: [async (request, next) => next(request).finally(() => answers++)],
    });
    const stop = new AbortController();
    const running = Array.from({ length: MANY }, () => run(mi, stop.signal).catch((error: unknown) => error));
    // Each of them is at work.
    await expect.poll(() => answers).toBeGreaterThanOrEqual(MANY);
    expect(getEventListeners(stop.signal, 'abort').length).toBeLessThan(10);
    stop.abort();
    await Promise.all(running);
    await mi.close();
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
