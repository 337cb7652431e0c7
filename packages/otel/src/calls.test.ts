import type { IncomingMessage, RequestListener } from 'node:http';
import { serve } from '@mitosislabs/tooling/serve';
import type { Middleware, Transport } from '@mitosislabs/transport';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { describe, expect, test } from 'vitest';
import { instrument } from './index.ts';
import { answering, at, endpointOf } from './testing/answering.ts';
import { startSDK, treeOf } from './testing/startSDK.ts';

const traceparentOf = ({ headers }: Pick<IncomingMessage, 'headers'>) => headers['traceparent'];

describe('spans', () => {
  test('default: a call has a span, with one child for each attempt', async () => {
    await using server = await answering(503, 429, 200);
    await using sdk = await startSDK();
    await at(server.url).request('GET', '/tasks', { operation: 'tasks.list', query: { q: 'private' } });
    const [call, ...attempts] = sdk.spans();
    expect(treeOf(sdk.spans())).toEqual(['tasks.list', '  GET', '  GET', '  GET']);
    expect(call).toMatchObject({
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'mitosis.operation': 'tasks.list',
        'mitosis.call.attempts': 3,
        ...endpointOf(server.url),
      },
    });
    const url = `${server.url}/tasks`;
    const common = { 'http.request.method': 'GET', 'url.full': url, ...endpointOf(server.url) };
    expect(attempts.map(({ attributes }) => attributes)).toEqual([
      { ...common, 'http.response.status_code': 503, 'error.type': '503' },
      { ...common, 'http.response.status_code': 429, 'error.type': '429', 'http.request.resend_count': 1 },
      { ...common, 'http.response.status_code': 200, 'http.request.resend_count': 2 },
    ]);
    const { ERROR, UNSET } = SpanStatusCode;
    expect(attempts.map(({ status }) => status.code)).toEqual([ERROR, ERROR, UNSET]);
    expect(attempts.every(({ kind }) => kind === SpanKind.CLIENT)).toBe(true);
  });

  test('default: each request carries the traceparent of its attempt', async () => {
    await using server = await answering(503, 200);
    await using sdk = await startSDK();
    await at(server.url).request('GET', '/x');
    const attempts = sdk
      .spans()
      .filter(({ name }) => name === 'GET')
      .slice(1);
    expect(server.seen.map(traceparentOf)).toEqual(
      attempts.map((span) => `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`),
    );
  });

  test('behavior: no credential reaches a span', async () => {
    await using server = await answering(404);
    await using sdk = await startSDK({ recordContent: true });
    const secret = `mi_${'s'.repeat(24)}`;
    const path = `/keys/${secret}?key=${secret}`;
    await at(server.url, { apiKey: secret })
      .request('GET', path)
      .catch(() => undefined);
    const text = JSON.stringify(
      sdk.spans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    expect(text).toContain('/keys/[redacted]');
    expect(text).not.toContain(secret);
  });

  test('behavior: a call is a child of the active span, and calls at once do not mix', async () => {
    await using server = await serve((request, response) => {
      // The later a request came, the sooner it is answered.
      setTimeout(() => response.end('{}'), 50 - server.seen.length);
      request.resume();
    });
    await using sdk = await startSDK();
    const transport = at(server.url);
    const tracer = trace.getTracer('test');
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        tracer.startActiveSpan(`work ${number}`, async (span) => {
          await transport.request('POST', `/${number}`, { body: { number }, operation: `call ${number}` });
          expect(trace.getActiveSpan()).toBe(span);
          span.end();
        }),
      ),
    );
    const trees = Array.from({ length: 20 }, (_, number) => [
      `work ${number}`,
      `  call ${number}`,
      '    POST',
    ]);
    expect(treeOf(sdk.spans()).sort()).toEqual(trees.flat().sort());
    for (const { target, headers } of server.seen) {
      const attempt = sdk.spans().find(({ attributes }) => attributes['url.full'] === server.url + target);
      expect(traceparentOf({ headers })).toContain(attempt?.spanContext().spanId);
      const work = sdk.spans().find(({ name }) => name === `work ${target.slice(1)}`);
      expect(attempt?.spanContext().traceId).toBe(work?.spanContext().traceId);
    }
  });

  test('behavior: a middleware runs in the call, and its requests are followed', async () => {
    await using server = await answering(200);
    await using sdk = await startSDK();
    const twice: Middleware = async (request, next) => {
      const first = await next(request);
      await first.body[Symbol.asyncIterator]().return?.();
      return next(request);
    };
    await at(server.url, { middleware: [twice] }).request('GET', '/x', { operation: 'x' });
    expect(treeOf(sdk.spans())).toEqual(['x', '  GET', '  GET']);
    expect(sdk.spans().map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });

  test('behavior: a signal to ignore an operation leaves no trace of it', async () => {
    await using server = await answering(503, 200);
    await using sdk = await startSDK({ ignore: ['tasks.list'] });
    await at(server.url).request('GET', '/x', { operation: 'tasks.list' });
    await at(server.url).request('GET', '/x', { operation: 'tasks.get' });
    expect(treeOf(sdk.spans())).toEqual(['tasks.get', '  GET']);
    expect(server.seen.map(traceparentOf).map(Boolean)).toEqual([false, false, true]);
  });
});

/** Cases of how a call ends: what the server does, what the caller does, and the `error.type` of the call. */
const ends: [
  title: string,
  server: RequestListener,
  call: (transport: Transport) => Promise<unknown>,
  errorType: string | undefined,
][] = [
  ['an answer', (_, response) => response.end('{}'), (to) => to.request('GET', '/x'), undefined],
  ['HEAD', (_, response) => response.end(), (to) => to.request('HEAD', '/x'), undefined],
  ['204', (_, response) => response.writeHead(204).end(), (to) => to.request('GET', '/x'), undefined],
  ['404', (_, response) => response.writeHead(404).end('{}'), (to) => to.request('GET', '/x'), 'http_404'],
  [
    'an error whose body never ends',
    (_, response) => void response.writeHead(500).write('x'),
    (to) => to.request('POST', '/x', { timeout: 400 }),
    'http_500',
  ],
  ['not JSON', (_, response) => response.end('<p>'), (to) => to.request('GET', '/x'), 'unexpected_response'],
  [
    'a parser that throws',
    (_, response) => response.end('{}'),
    (to) =>
      to.request('GET', '/x', {
        parse: () => {
          throw new Error('no');
        },
      }),
    'unexpected_response',
  ],
  [
    'a body that is cut off',
    (request, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('{', () => request.socket.destroy());
    },
    (to) => to.request('GET', '/x'),
    'connection_failed',
  ],
  [
    'a body that is too large',
    (_, response) => response.end(`"${'x'.repeat(5_000)}"`),
    (to) => to.request('GET', '/x'),
    'response_too_large',
  ],
  ['a timeout', () => undefined, (to) => to.request('GET', '/x', { timeout: 60 }), 'timeout'],
  [
    'a redirect to another host',
    (_, response) => response.writeHead(302, { location: 'http://example.invalid/' }).end(),
    (to) => to.request('GET', '/x'),
    'redirect_refused',
  ],
  [
    'a download, read',
    (_, response) => response.end('abc'),
    async (to) => (await to.request<Response>('GET', '/x', { as: 'response' })).text(),
    undefined,
  ],
  [
    'an empty download',
    (_, response) => response.writeHead(204).end(),
    async (to) => (await to.request<Response>('GET', '/x', { as: 'response' })).text(),
    undefined,
  ],
  [
    'a download that is left',
    (_, response) => void response.writeHead(200).write('abc'),
    async (to) => (await to.request<Response>('GET', '/x', { as: 'response' })).body?.cancel(),
    undefined,
  ],
  [
    'a download that is cut off',
    (request, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('abc', () => request.socket.destroy());
    },
    async (to) => (await to.request<Response>('GET', '/x', { as: 'response' })).text(),
    'ECONNRESET',
  ],
  [
    'an upload of a stream',
    (request, response) => void request.resume().on('end', () => response.end('{}')),
    (to) => to.request('POST', '/x', { body: new Blob(['abc'.repeat(9_999)]).stream() }),
    undefined,
  ],
];

describe('each span ends once', () => {
  test.each(ends)('%s', async (_, handler, run, expected) => {
    await using server = await serve(handler);
    const ended: string[] = [];
    const counting = {
      onStart() {},
      onEnd: (span: { name: string }) => ended.push(span.name),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    };
    await using sdk = await startSDK({}, { spanProcessors: [counting as unknown as SpanProcessor] });
    await run(at(server.url, { maxRetries: 0, maxResponseBytes: 1_000 })).catch(() => undefined);
    await expect.poll(() => ended.length).toBe(2);
    const [call, attempt] = sdk.spans();
    expect(ended).toEqual([attempt?.name, call?.name]);
    expect(call?.attributes['error.type']).toBe(expected);
    expect(call?.status.code).toBe(expected === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR);
    expect(await sdk.points('http.client.request.duration')).toMatchObject([{ value: { count: 1 } }]);
  });

  test('a call that is aborted before it is sent', async () => {
    await using sdk = await startSDK();
    const signal = AbortSignal.abort();
    await at('http://127.0.0.1:9')
      .request('GET', '/x', { signal })
      .catch(() => undefined);
    expect(sdk.spans()).toMatchObject([{ name: 'GET', attributes: { 'error.type': 'aborted' } }]);
  });

  test('a call that is aborted in the middle', async () => {
    const caller = new AbortController();
    await using server = await serve(() => caller.abort());
    await using sdk = await startSDK();
    await at(server.url)
      .request('GET', '/x', { signal: caller.signal })
      .catch(() => undefined);
    expect(sdk.spans()).toMatchObject([
      { attributes: { 'error.type': 'aborted' } },
      { attributes: { 'error.type': expect.any(String) }, status: { code: SpanStatusCode.ERROR } },
    ]);
  });

  test('a request of a wire that never settles', async () => {
    await using sdk = await startSDK();
    const wire = { send: () => new Promise<never>(() => undefined) };
    await at('http://127.0.0.1:9', { wire })
      .request('GET', '/x', { timeout: 20 })
      .catch(() => undefined);
    expect(sdk.spans()).toMatchObject([
      { attributes: { 'error.type': 'timeout' } },
      { attributes: { 'error.type': 'timeout' } },
    ]);
  });

  test('a stream of events that is left, and one that is lost', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 100\ndata: x\n\n');
      if (server.seen.length === 1) response.end();
    });
    await using sdk = await startSDK();
    let count = 0;
    for await (const _event of at(server.url).stream('/events', { operation: 'messages.stream' })) {
      if (++count === 2) break;
    }
    await expect
      .poll(() => treeOf(sdk.spans()))
      .toEqual(['messages.stream', '  GET', 'messages.stream', '  GET']);
    expect(sdk.spans().every(({ status }) => status.code === SpanStatusCode.UNSET)).toBe(true);
    expect(await sdk.points('mitosis.client.reconnects')).toMatchObject([{ value: 1 }]);
    expect(await sdk.points('http.client.request.duration')).toMatchObject([{ value: { count: 2 } }]);
  });
});

describe('an SDK that misbehaves does not disturb calls', () => {
  const bad: SpanProcessor = {
    onStart() {
      throw new Error('start');
    },
    onEnd() {
      throw new Error('end');
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };

  test('error: a processor that throws', async () => {
    await using server = await answering(200);
    await using _sdk = await startSDK({}, { spanProcessors: [bad] });
    expect(await at(server.url).request('GET', '/x')).toEqual({ ok: true });
    expect(server.seen).toHaveLength(1);
  });

  test('error: a context manager that throws', async () => {
    await using server = await answering(200);
    await using _sdk = await startSDK();
    context.disable();
    context.setGlobalContextManager({
      active: () => {
        throw new Error('active');
      },
      with: () => {
        throw new Error('with');
      },
      bind: (_, target) => target,
      enable() {
        return this;
      },
      disable() {
        return this;
      },
    });
    expect(await at(server.url).request('GET', '/x')).toEqual({ ok: true });
    expect(server.seen).toHaveLength(1);
  });
});

test('behavior: an unsampled trace is carried on as such, and records nothing', async () => {
  await using server = await answering(200);
  await using sdk = await startSDK({}, { sampler: new AlwaysOffSampler() });
  await at(server.url).request('GET', '/x');
  expect(sdk.spans()).toEqual([]);
  expect(server.seen.map(traceparentOf)).toEqual([
    expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
  ]);
});

test('behavior: requests carry no traceparent where that is turned off', async () => {
  await using server = await answering(200);
  await using sdk = await startSDK({ traceHeader: false });
  await at(server.url).request('GET', '/x');
  expect(sdk.spans()).toHaveLength(2);
  expect(server.seen.map(traceparentOf)).toEqual([undefined]);
});

test('behavior: in a page, only requests to its own origin carry traceparent', async () => {
  await using server = await answering(200);
  await using _sdk = await startSDK();
  try {
    for (const origin of [server.url, 'https://app.example', 'null']) {
      Reflect.set(globalThis, 'location', { origin });
      await at(server.url).request('GET', '/x');
    }
  } finally {
    Reflect.deleteProperty(globalThis, 'location');
  }
  expect(server.seen.map(traceparentOf).map(Boolean)).toEqual([true, false, true]);
});

test('behavior: without an SDK nothing is done; one that is registered later follows', async () => {
  await using server = await answering(200);
  const instrumentation = await instrument();
  await at(server.url).request('GET', '/x');
  expect(server.seen.map(traceparentOf)).toEqual([undefined]);
  await using sdk = await startSDK();
  await at(server.url).request('GET', '/x');
  expect(sdk.spans()).toHaveLength(2);
  instrumentation.end();
});
