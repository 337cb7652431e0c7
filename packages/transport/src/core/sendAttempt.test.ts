import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Middleware } from '../options/Middleware.ts';
import { failure } from '../testing/failure.ts';
import { ENDPOINT, fakeClient } from '../testing/fakeClient.ts';
import { type FakeStep, never, respond } from '../testing/fakeWire.ts';
import type { WireRequest, WireResponse } from '../wire/Wire.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => void vi.useRealTimers());

describe('the response', () => {
  test.each([200, 204, 299])('default: %i is a success', async (status) => {
    const { transport } = fakeClient([respond(status)]);
    const { response } = await transport.request('GET', '/x').withResponse();
    expect(response.status).toBe(status);
  });

  test.each([100, 199, 300, 304, 399, 400, 599])('error: %i is an error', async (status) => {
    const { transport } = fakeClient([respond(status)]);
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status });
  });

  test('default: logs request and response, with the time between them', async () => {
    const { log, transport } = fakeClient([
      async () => {
        await vi.advanceTimersByTimeAsync(40);
        return respond(200, ['1'], { 'x-request-id': 'r-1' });
      },
    ]);
    vi.advanceTimersByTime(1_000);
    await transport.request('GET', '/x', { operation: 'x.get' });
    const about = { method: 'GET', url: `${ENDPOINT}/x`, operation: 'x.get', attempt: 1 };
    expect(log).toEqual([
      ['request', about],
      ['response', { ...about, status: 200, ms: 40, requestId: 'r-1' }],
    ]);
  });
});

describe('middleware', () => {
  test('default: runs the first as the outermost, each with operation and attempt', async () => {
    const order: unknown[] = [];
    const named =
      (name: string): Middleware =>
      async (request, next, context) => {
        order.push([name, request.method, request.url, context]);
        const response = await next({ ...request, headers: { ...request.headers, [`x-${name}`]: '1' } });
        order.push([name, response.status]);
        return response;
      };
    const { wire, transport } = fakeClient([respond(200)], { middleware: [named('outer'), named('inner')] });
    await transport.request('GET', '/x', { operation: 'x.get' });
    const context = { operation: 'x.get', attempt: 1 };
    expect(order).toEqual([
      ['outer', 'GET', `${ENDPOINT}/x`, context],
      ['inner', 'GET', `${ENDPOINT}/x`, context],
      ['inner', 200],
      ['outer', 200],
    ]);
    expect(wire.sent[0]?.headers).toMatchObject({ 'x-outer': '1', 'x-inner': '1' });
  });

  const through: Middleware = (request, next) => next(request);

  test('behavior: passes on a body to its end', async () => {
    const { transport } = fakeClient([respond(200, ['["a",', '"b"]'])], { middleware: [through] });
    expect(await transport.request('GET', '/x')).toEqual(['a', 'b']);
  });

  test('behavior: closes a body that is not read to its end', async () => {
    const response = respond(200, ['1', '2']);
    const { transport } = fakeClient([response], { middleware: [through] });
    const { body } = await transport.request<WireResponse>('GET', '/x', { as: 'stream' });
    for await (const _ of body) break;
    expect(response.closed).toBe(1);
  });

  test('behavior: ignores a body without a close', async () => {
    const next = () => Promise.resolve({ done: false as const, value: new Uint8Array(1) });
    const body = { [Symbol.asyncIterator]: () => ({ next }) };
    const { transport } = fakeClient([{ status: 200, headers: {}, body }], { middleware: [through] });
    const response = await transport.request<WireResponse>('GET', '/x', { as: 'stream' });
    for await (const chunk of response.body) {
      expect(chunk).toHaveLength(1);
      break;
    }
  });

  test('error: reports a broken body as a failed connection', async () => {
    const broken = Object.assign(new Error('broken'), { code: 'ECONNRESET' });
    const { transport } = fakeClient([respond(200, ['1', broken])], { middleware: [through] });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({
      code: 'connection_failed',
      retryable: true,
      cause: { code: 'ECONNRESET' },
    });
  });

  test.each(['https://other.example', 'http://api.example', 'https://api.example:444'])(
    'error: sends nothing to %s',
    async (origin) => {
      const middleware: Middleware = (request, next) => next({ ...request, url: `${origin}/x` });
      const { wire, transport } = fakeClient([respond()], { middleware: [middleware] });
      const call = transport.request('GET', '/x');
      await expect(call).rejects.toBeInstanceOf(InvalidArgumentError);
      await expect(call).rejects.toMatchObject({ argument: 'url', hint: expect.any(String) });
      expect(wire.sent).toHaveLength(0);
    },
  );

  test('error: refuses a header that cannot be sent', async () => {
    const middleware: Middleware = (request, next) => next({ ...request, headers: { 'x-bad': 'a\nb' } });
    const { wire, transport } = fakeClient([respond()], { middleware: [middleware] });
    await expect(transport.request('GET', '/x')).rejects.toMatchObject({ argument: 'headers.x-bad' });
    expect(wire.sent).toHaveLength(0);
  });
});

describe('a request that fails', () => {
  test('error: closes a response that arrives after the abort', async () => {
    const caller = new AbortController();
    const late = respond();
    const { transport } = fakeClient([
      () => {
        caller.abort();
        return late;
      },
    ]);
    const error = await failure(transport.request('GET', '/x', { signal: caller.signal }));
    expect(error).toMatchObject({ code: 'aborted' });
    await vi.advanceTimersByTimeAsync(0);
    expect(late.closed).toBe(1);
  });

  test('error: reports the source of the body, not the connection', async () => {
    const cause = new Error('the disk is gone');
    const body = (async function* () {
      yield new Uint8Array(1);
      throw cause;
    })();
    const { transport } = fakeClient([
      async ({ body: sent }) => {
        if (typeof sent === 'object' && 'open' in sent) for await (const _ of sent.open());
        return respond();
      },
    ]);
    const error = await failure(transport.request('PUT', '/x', { body }));
    expect(error).toMatchObject({ code: 'body_failed', cause });
  });

  test('error: reports the abort, not the source of the body', async () => {
    const caller = new AbortController();
    const body = (async function* () {
      yield new Uint8Array(1);
      caller.abort();
      throw new Error('stopped');
    })();
    const { transport } = fakeClient([
      async ({ body: sent }) => {
        if (typeof sent === 'object' && 'open' in sent) for await (const _ of sent.open());
        return respond();
      },
    ]);
    const error = await failure(transport.request('PUT', '/x', { body, signal: caller.signal }));
    expect(error).toMatchObject({ code: 'aborted', outcome: 'unknown' });
  });

  test('error: passes on an error of the SDK from the wire', async () => {
    const own = new InvalidArgumentError('body', 'must have the announced length');
    await expect(fakeClient([own]).transport.request('PUT', '/x')).rejects.toBe(own);
  });

  const certificate = Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' });

  test('error: not_sent without a secure connection', async () => {
    const { transport } = fakeClient([certificate]);
    const error = await failure(transport.request('POST', '/x'));
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent', retryable: false });
  });

  test('error: unknown on a secure connection', async () => {
    const { transport } = fakeClient([
      ({ onSecured }) => {
        onSecured?.();
        throw certificate;
      },
    ]);
    const error = await failure(transport.request('POST', '/x'));
    expect(error).toMatchObject({ outcome: 'unknown', retryable: true });
  });

  test('behavior: tracks the connection of each hop', async () => {
    const { transport } = fakeClient([
      ({ onSecured }) => {
        onSecured?.();
        return respond(302, [], { location: '/y' });
      },
      certificate,
    ]);
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ retryable: false });
  });

  /** Sends a request once more after it failed, and passes on how that ends. */
  const twice: Middleware = async (request, next) => {
    await next(request).catch(() => undefined);
    return next(request);
  };
  const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

  test.each<[string, 'GET' | 'POST', FakeStep, string]>([
    ['was lost', 'POST', lost, 'unknown'],
    ['answered 503', 'POST', respond(503), 'unknown'],
    ['answered 302', 'POST', respond(302, [], { location: '/y' }), 'unknown'],
    ['answered 400', 'POST', respond(400), 'rejected'],
    ['could not connect', 'POST', refused, 'rejected'],
    ['was lost, of a read', 'GET', lost, 'rejected'],
    ['answered 503, of a read', 'GET', respond(503), 'rejected'],
  ])('behavior: after a middleware repeated a request that %s, 404 is %s', async (...args) => {
    const [, method, step, outcome] = args;
    const { wire, transport } = fakeClient([step, respond(404)], { middleware: [twice] });
    expect(await failure(transport.request(method, '/x'))).toMatchObject({ status: 404, outcome });
    expect(wire.sent).toHaveLength(2);
  });
});

test('error: a read that was lost, repeated by a middleware, and then could not connect, is not_sent', async () => {
  const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const twice: Middleware = async (request, next) => {
    await next(request).catch(() => undefined);
    return next(request);
  };
  const { transport } = fakeClient([lost, refused], { middleware: [twice] });
  expect(await failure(transport.request('GET', '/x'))).toMatchObject({ outcome: 'not_sent' });
});

describe('the time limit', () => {
  test('error: includes the authenticator and the body', async () => {
    const slow = async (): Promise<Record<string, string>> => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      return {};
    };
    const silent = () => new Promise<string>(() => undefined);
    for (const step of [never, respond(200, [silent])]) {
      const auth = { method: 'jwt', authorize: slow } as const;
      const { transport } = fakeClient([step], { auth, timeout: 1_000 });
      const call = failure(transport.request('POST', '/x'));
      let isOver = false;
      void call.then(() => {
        isOver = true;
      });
      await vi.advanceTimersByTimeAsync(999);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await call).toMatchObject({ code: 'timeout' });
    }
  });

  test('error: ends a middleware that never ends', async () => {
    const middleware: Middleware = () => new Promise(() => undefined);
    const { transport } = fakeClient([respond()], { middleware: [middleware], timeout: 1_000 });
    const call = failure(transport.request('GET', '/x'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await call).toMatchObject({ code: 'timeout', outcome: 'not_sent' });
  });

  test('error: ends a wire that ignores the signal', async () => {
    const deaf = (_: WireRequest): Promise<WireResponse> => new Promise(() => undefined);
    const { transport } = fakeClient([deaf], { timeout: 1_000 });
    const call = failure(transport.request('POST', '/x'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await call).toMatchObject({ code: 'timeout', outcome: 'unknown' });
  });

  test('behavior: reaches the wire as a signal', async () => {
    const { wire, transport } = fakeClient([never], { timeout: 1_000 });
    const call = failure(transport.request('POST', '/x'));
    await vi.advanceTimersByTimeAsync(999);
    expect(wire.sent[0]?.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(wire.sent[0]?.signal.aborted).toBe(true);
    expect(await call).toMatchObject({ code: 'timeout' });
  });
});
