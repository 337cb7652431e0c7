import diagnostics, { type ChannelListener } from 'node:diagnostics_channel';
import { serve } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Activity,
  type ActivityMessage,
  type AttemptActivity,
  type CallActivity,
  setTelemetry,
  withTelemetry,
} from '../telemetry.ts';
import { failure } from '../testing/failure.ts';
import { scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { Transport } from './Transport.ts';

const KEY = `mi_${'k'.repeat(20)}`;
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Sets a telemetry that notes each activity as it begins, with the number of those that have ended before. */
function follow(change: (activity: Activity) => void = () => undefined) {
  const begun: Activity[] = [];
  const ended: Activity[] = [];
  setTelemetry({
    async run(activity, work) {
      begun.push(activity);
      change(activity);
      try {
        return await work();
      } finally {
        ended.push(activity);
      }
    },
  });
  return { begun, ended };
}
afterEach(() => setTelemetry(undefined));

describe.each(wires)('%s', (_, wire) => {
  test('default: follows a call and each of its attempts', async () => {
    await using server = await scripted(503, 503, 200);
    const { begun, ended } = follow();
    const transport = new Transport({ endpoint: server.url, apiKey: KEY, wire: wire() });
    await transport.request('GET', `/a/${KEY}`, { query: { q: 'private' }, operation: 'things.get' });
    const url = `${server.url}/a/[redacted]`;
    const call = { type: 'call', operation: 'things.get', method: 'GET', url, resolvesTo: 'whole' };
    const attempt = { type: 'attempt', call, method: 'GET', url };
    const attempts = [1, 2, 3].map((number) => ({ ...attempt, number }));
    expect(begun).toEqual([call, ...attempts]);
    expect(ended).toEqual([...attempts, call]);
    expect(begun.slice(1).map((one) => (one as AttemptActivity).call)).toEqual(Array(3).fill(begun[0]));
    expect(begun.slice(1).every((one) => (one as AttemptActivity).call === begun[0])).toBe(true);
  });

  test('behavior: sends the traceparent of each attempt, and no other header', async () => {
    await using server = await scripted(503, 200);
    const change = (activity: Activity): void => {
      if (activity.type !== 'attempt') return;
      const attempt = activity as AttemptActivity;
      attempt.traceparent = TRACE.replace('-01', `-0${attempt.number}`);
      Reflect.set(attempt, 'headers', { authorization: 'other' });
    };
    follow(change);
    const transport = new Transport({ endpoint: server.url, apiKey: KEY, wire: wire() });
    await transport.request('GET', '/x');
    expect(server.seen.map(({ headers }) => headers['traceparent'])).toEqual([
      TRACE.replace('-01', '-01'),
      TRACE.replace('-01', '-02'),
    ]);
    expect(new Set(server.seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${KEY}`]),
    );
  });

  test('behavior: sends no traceparent without telemetry', async () => {
    await using server = await scripted(200);
    await new Transport({ endpoint: server.url, wire: wire() }).request('GET', '/x');
    expect(server.seen[0]?.headers).not.toHaveProperty('traceparent');
  });

  test('behavior: follows each hop of a redirect, and sends nothing to another host', async () => {
    await using other = await serve((_request, response) => response.end('{}'));
    await using server = await serve((request, response) => {
      const target = { '/a': '/b', '/b': `${other.url}/c` }[request.url ?? ''];
      response.writeHead(307, { location: target }).end();
    });
    const { begun } = follow((activity) => Reflect.set(activity, 'traceparent', TRACE));
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    await failure(transport.request('GET', '/a'));
    expect(begun.map((activity) => Reflect.get(activity, 'url'))).toEqual(
      ['/a', '/a', '/b'].map((path) => server.url + path),
    );
    expect(other.seen).toEqual([]);
  });

  test('error: throws what the call throws', async () => {
    await using server = await scripted(404);
    const { begun, ended } = follow();
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    const error = await failure(transport.request('POST', '/x', { body: {} }));
    expect(error).toMatchObject({ status: 404 });
    expect(begun.map(({ type }) => type)).toEqual(['call', 'attempt']);
    expect(ended).toHaveLength(2);
  });

  test('behavior: each connection of a stream of events is a call', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('retry: 100\ndata: x\n\n');
    });
    const { begun } = follow();
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    let count = 0;
    for await (const _event of transport.stream('/events', { operation: 'messages.stream' })) {
      if (++count === 2) break;
    }
    const calls = begun.filter(({ type }) => type === 'call') as CallActivity[];
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({ operation: 'messages.stream', resolvesTo: 'events' });
  });
});

test('behavior: follows the attempts of a call that began without telemetry', async () => {
  let begun: Activity[] = [];
  await using server = await scripted((_request, response) => {
    ({ begun } = follow());
    response.writeHead(503).end();
  }, 200);
  await new Transport({ endpoint: server.url }).request('GET', '/x');
  expect(begun).toMatchObject([{ type: 'attempt', number: 2, call: undefined }]);
});

describe('diagnostics channels', () => {
  /** Subscribes to the channels of a type until the test is over. */
  function subscribe(type: string, names = ['start', 'error', 'end']) {
    const published: [name: string, message: ActivityMessage][] = [];
    const listeners = names.map((name): [string, ChannelListener] => [
      `mitosis:${type}:${name}`,
      (message) => published.push([name, message as ActivityMessage]),
    ]);
    for (const [name, listener] of listeners) diagnostics.subscribe(name, listener);
    const stop = (): void => {
      for (const [name, listener] of listeners) diagnostics.unsubscribe(name, listener);
    };
    return { published, stop, [Symbol.dispose]: stop };
  }

  test('default: publish the start and the end of a call, with one message', async () => {
    await using server = await scripted(503, 200);
    using calls = subscribe('call');
    using attempts = subscribe('attempt');
    await new Transport({ endpoint: server.url }).request('GET', '/x', { operation: 'things.get' });
    expect(calls.published.map(([name]) => name)).toEqual(['start', 'end']);
    expect(new Set(calls.published.map(([, message]) => message)).size).toBe(1);
    const activity = { type: 'call', operation: 'things.get', method: 'GET', url: `${server.url}/x` };
    expect(calls.published[0]?.[1]).toMatchObject({ activity, durationMs: expect.any(Number) });
    expect(attempts.published.map(([name]) => name)).toEqual(['start', 'end', 'start', 'end']);
    expect(attempts.published[0]?.[1].activity).toMatchObject({ call: activity, number: 1 });
  });

  test('error: publish the error of a call before its end', async () => {
    await using server = await scripted(404);
    using calls = subscribe('call');
    const error = await failure(new Transport({ endpoint: server.url }).request('GET', '/x'));
    expect(calls.published.map(([name]) => name)).toEqual(['start', 'error', 'end']);
    expect(calls.published[1]?.[1].error).toBe(error);
  });

  test('behavior: describe nothing without subscribers', async () => {
    let described = 0;
    const describeIt = () => ({ type: 'rare', count: ++described });
    expect(await withTelemetry('rare', describeIt, async (activity) => activity)).toBeUndefined();
    const rare = subscribe('rare', ['end']);
    expect(await withTelemetry('rare', describeIt, async (activity) => activity?.count)).toBe(1);
    rare.stop();
    await withTelemetry('rare', describeIt, async () => undefined);
    expect([described, rare.published.length]).toEqual([1, 1]);
  });

  test('behavior: work together with a telemetry, on one activity', async () => {
    await using server = await scripted(200);
    const { begun } = follow();
    using calls = subscribe('call');
    await new Transport({ endpoint: server.url }).request('GET', '/x');
    expect(calls.published[0]?.[1].activity).toBe(begun[0]);
  });
});
