import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { TransportRequest } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { moment } from '../testing/moment.ts';
import { rawServer } from '../testing/rawServer.ts';
import { type Step, scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe.each(wires)('%s', (_, wire) => {
  const moments: [string, Step, TransportRequest, 'arrival' | 'response' | 'sending again'][] = [
    ['while it waits for the head', 'silence', {}, 'arrival'],
    [
      'while it waits to send again',
      (_request, response) => void response.writeHead(503, { 'retry-after': '100' }).end(),
      { timeout: 0 },
      'sending again',
    ],
    ['while it reads the body', (_request, response) => void response.write('{"half":'), {}, 'response'],
    [
      'while it reads why it failed',
      (_request, response) => void response.writeHead(400).write('{'),
      {},
      'response',
    ],
    ['in an attempt with a limit of its own', 'silence', { attemptTimeout: 100_000 }, 'arrival'],
    [
      'in the body of an attempt with a limit of its own',
      (_request, response) => void response.write('{'),
      { attemptTimeout: 100_000 },
      'response',
    ],
  ];

  test.each(moments)(
    'error: ends the call and its connection when aborted %s',
    async (_name, step, request, when) => {
      let closed = Promise.resolve();
      const controller = new AbortController();
      await using server = await scripted((incoming, response) => {
        if (when === 'arrival') controller.abort();
        closed = new Promise((resolve) => incoming.socket.once('close', () => resolve()));
        if (step === 'silence') return;
        if (typeof step === 'function') step(incoming, response);
      });
      const { config, reached } = moment(when === 'arrival' ? 'response' : when);
      const call = new Transport({ endpoint: server.url, wire: wire(), ...config }).request('GET', '/x', {
        timeout: 0,
        ...request,
        signal: controller.signal,
      });
      void reached.then(() => controller.abort());
      const error = await failure(call);
      expect(error).toMatchObject({ name: 'AbortedError', code: 'aborted', status: 0, retryable: false });
      expect(listeners(controller.signal)).toBe(0);
      expect(server.seen).toHaveLength(1);
      if (!_name.includes('again')) await closed;
    },
  );

  test('error: ends the call when aborted while connecting', async () => {
    // The server does not answer the handshake.
    const controller = new AbortController();
    await using server = await rawServer((socket) => {
      socket.pause();
      controller.abort();
    });
    const endpoint = server.url.replace('http:', 'https:');
    const call = new Transport({ endpoint, wire: wire() }).request('GET', '/x', {
      signal: controller.signal,
      timeout: 0,
    });
    expect(await failure(call)).toMatchObject({ name: 'AbortedError' });
    expect(listeners(controller.signal)).toBe(0);
  });

  test.each(['response', 'stream'] as const)('error: ends the body of a %s when aborted', async (as) => {
    let closed = Promise.resolve();
    await using server = await serve((request, response) => {
      closed = new Promise((resolve) => request.socket.once('close', () => resolve()));
      response.write('x');
    });
    const controller = new AbortController();
    const { signal } = controller;
    const transport = new Transport({ endpoint: server.url, attemptTimeout: 100_000, wire: wire() });
    const answer = await transport.request<{ body: AsyncIterable<Uint8Array> }>('GET', '/x', { as, signal });
    const read = (async () => {
      for await (const _chunk of answer.body) setTimeout(() => controller.abort(), 50);
    })();
    expect(await failure(read)).toMatchObject({ name: 'AbortedError' });
    expect(listeners(signal)).toBe(0);
    await closed;
  });

  test('behavior: leaves no listener after 1,000 calls on one signal', async () => {
    await using server = await scripted(200);
    const { signal } = new AbortController();
    const transport = new Transport({ endpoint: server.url, attemptTimeout: 100_000, wire: wire() });
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 50 }, () => transport.request('GET', '/x', { signal })));
      expect(listeners(signal)).toBe(0);
    }
    expect(server.seen).toHaveLength(1_000);
  });

  test.each<[string, Step, TransportRequest]>([
    ['success', 200, {}],
    ['failure', 404, {}],
    ['failures', 503, {}],
    ['a lost connection', 'reset', { maxRetries: 0 }],
    ['a body that broke off', 'cut', { maxRetries: 0 }],
    ['a timeout', 'silence', { timeout: 100 }],
    ['a timeout of each attempt', 'silence', { attemptTimeout: 100, maxRetries: 1 }],
    [
      'a redirect',
      (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.2/' }).end(),
      {},
    ],
    ['nonsense', (_request, response) => void response.end('<html>'), {}],
    ['a body read to its end', 200, { as: 'response' }],
  ])('behavior: leaves no listener on the signal after %s', async (_name, step, request) => {
    await using server = await scripted(step);
    const { signal } = new AbortController();
    const call = new Transport({ endpoint: server.url, wire: wire() }).request('GET', '/x', {
      ...request,
      signal,
    });
    const answer = await call.catch(() => undefined);
    if (answer instanceof Response) await answer.text();
    expect(listeners(signal)).toBe(0);
  });
});

test('behavior: causes no leak warning with many concurrent calls on one signal', async () => {
  const warnings: string[] = [];
  const listen = ({ name }: Error): unknown => warnings.push(name);
  process.on('warning', listen);
  await using server = await scripted(200);
  const controller = new AbortController();
  const { signal } = controller;
  const transport = new Transport({ endpoint: server.url });
  await Promise.all(Array.from({ length: 30 }, () => transport.request('GET', '/x', { signal })));
  await using silent = await scripted('silence');
  const other = new Transport({ endpoint: silent.url });
  const calls = Array.from({ length: 30 }, () => failure(other.request('GET', '/x', { signal })));
  setTimeout(() => controller.abort(), 100);
  for (const error of await Promise.all(calls)) expect(error.name).toBe('AbortedError');
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('warning', listen);
  expect(warnings).toEqual([]);
  expect(listeners(signal)).toBe(0);
});

test.each<[string, Step, TransportRequest]>([
  ['success', 200, {}],
  ['failure', 404, {}],
  ['an attempt too long', 'silence', { attemptTimeout: 50, maxRetries: 0 }],
  ['a body that broke off', 'cut', { maxRetries: 0 }],
  ['an answer left alone', 200, { as: 'stream' }],
])('behavior: leaves no timer after %s', async (_name, step, request) => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await using server = await scripted(step);
  const before = timers();
  const options = { timeout: 3_600_000, ...request };
  await new Transport({ endpoint: server.url }).request('GET', '/x', options).catch(() => undefined);
  // Not `expect.poll`, which has timers itself. An unrelated one may have ended meanwhile.
  for (let turn = 0; turn < 100 && timers() > before; turn++) await nextTurn();
  expect(timers()).toBeLessThanOrEqual(before);
});

test('behavior: a call over Node makes no abort signal, and two timers at most', async () => {
  const controllers = vi.spyOn(globalThis, 'AbortController');
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => void vi.restoreAllMocks());
  await using server = await scripted(200);
  const transport = new Transport({ endpoint: server.url, apiKey: 'mi_example' });
  await transport.request('GET', '/x');
  timers.mockClear();
  await transport.request('GET', '/x');
  expect(timers.mock.calls.length).toBeLessThanOrEqual(2);
  timers.mockClear();
  await transport.request('POST', '/x', { body: { title: 'a' } });
  expect(timers.mock.calls.length).toBeLessThanOrEqual(1);
  expect(controllers).not.toHaveBeenCalled();
});
