import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StreamBody } from '../body/StreamBody.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { failure } from '../testing/failure.ts';
import { fakeClient } from '../testing/fakeClient.ts';
import { type FakeStep, never, respond } from '../testing/fakeWire.ts';

const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A client over a wire in memory, with the default number of retries. */
function client(steps: readonly [FakeStep, ...FakeStep[]], config: Partial<ClientConfig> = {}) {
  return fakeClient(steps, { maxRetries: 2, ...config });
}

/** Lets all timers run until a call ends. */
async function run<T>(call: Promise<T>): Promise<T> {
  const quiet = call.catch(() => undefined);
  await vi.runAllTimersAsync();
  await quiet;
  return call;
}

function busy(headers: Record<string, string> = {}): FakeStep {
  return () => respond(503, ['{"error":"busy"}'], headers);
}

describe('the number of attempts', () => {
  test.each([
    [0, 1],
    [1, 2],
    [3, 4],
  ])('default: maxRetries %i makes attempts: %i', async (maxRetries, count) => {
    const { wire, transport } = client([busy()], { maxRetries });
    await run(failure(transport.request('GET', '/x')));
    expect(wire.sent).toHaveLength(count);
  });

  test('error: makes no attempt when aborted before', async () => {
    const authorize = vi.fn(() => ({}));
    const { wire, transport } = client([respond()], { auth: { method: 'api-key', authorize } });
    const call = transport.request('GET', '/x', { signal: AbortSignal.abort() });
    expect(await run(failure(call))).toMatchObject({ code: 'aborted', outcome: 'not_sent' });
    expect([wire.sent.length, authorize.mock.calls.length]).toEqual([0, 0]);
  });

  test('behavior: does not send a used body again', async () => {
    const { wire, transport } = client([
      async ({ body }) => {
        for await (const _ of (body as StreamBody).open());
        return respond(503);
      },
    ]);
    const body = (async function* () {
      yield new Uint8Array(1);
    })();
    expect(await run(failure(transport.request('PUT', '/x', { body })))).toMatchObject({ status: 503 });
    expect(wire.sent).toHaveLength(1);
  });

  test('error: does not retry after an error of a middleware', async () => {
    const own = new Error('of the middleware');
    const middleware = vi.fn(() => Promise.reject(own));
    const { transport } = client([respond()], { middleware: [middleware] });
    await expect(run(transport.request('GET', '/x'))).rejects.toBe(own);
    expect(middleware).toHaveBeenCalledTimes(1);
  });
});

describe('the delay', () => {
  const delays = async (steps: readonly [FakeStep, ...FakeStep[]], config: Partial<ClientConfig> = {}) => {
    const info = vi.fn();
    const ignore = (): void => undefined;
    const logger = { debug: ignore, info, warn: ignore, error: ignore };
    const { wire, transport } = client(steps, { timeout: 0, logger, logLevel: 'info', ...config });
    const end = await run(transport.request('GET', '/x').catch((error: unknown) => error));
    return { info: info.mock.calls, sent: wire.sent.length, end };
  };

  test('default: doubles, and is logged with its reason', async () => {
    const { info } = await delays([busy(), lost, respond()]);
    expect(info).toEqual([
      ['sending again', expect.objectContaining({ attempt: 1, after: 'http_503', delayMs: 500 })],
      ['sending again', expect.objectContaining({ attempt: 2, after: 'connection_failed', delayMs: 1_000 })],
    ]);
  });

  test('default: needs no logger', async () => {
    const { transport } = client([busy(), respond()], { logger: undefined });
    expect(await run(transport.request('GET', '/x'))).toBe('done');
  });

  test.each([
    [0, 20_000],
    [0.5, 21_000],
  ])('behavior: follows Retry-After and adds up to a tenth: chance %d', async (chance, delayMs) => {
    vi.mocked(Math.random).mockReturnValue(chance);
    const { info } = await delays([busy({ 'retry-after': '20' }), respond()]);
    expect(info).toEqual([['sending again', expect.objectContaining({ delayMs })]]);
  });

  test.each([
    [19_999, 1],
    [20_000, 2],
  ])(
    'behavior: with maxRetryAfter %i ms, Retry-After: 20 makes attempts: %i',
    async (maxRetryAfter, count) => {
      const { sent } = await delays([busy({ 'retry-after': '20' }), respond()], { maxRetryAfter });
      expect(sent).toBe(count);
    },
  );

  test('behavior: ignores maxRetryAfter without Retry-After', async () => {
    expect(await delays([busy(), respond()], { maxRetryAfter: 0 })).toMatchObject({ sent: 2, end: 'done' });
  });

  test.each([
    [500, 1],
    [501, 2],
  ])(
    'behavior: a delay of 500 ms within a time limit of %i ms makes attempts: %i',
    async (timeout, count) => {
      const { sent, end } = await delays([busy(), respond()], { timeout });
      expect(sent).toBe(count);
      if (count === 1) expect(end).toMatchObject({ status: 503 });
    },
  );

  test.each([
    ['not_sent', 'a read', 'GET', busy()],
    ['not_sent', 'a request that was refused', 'POST', () => respond(429)],
    ['unknown', 'a request that may have been done', 'PUT', busy()],
  ] as const)('error: aborted during the delay, the outcome is %s: %s', async (outcome, _, method, step) => {
    const { wire, transport } = client([step]);
    const caller = new AbortController();
    const call = failure(transport.request(method, '/x', { signal: caller.signal }));
    await vi.advanceTimersByTimeAsync(499);
    expect(wire.sent).toHaveLength(1);
    caller.abort();
    expect(await call).toMatchObject({ code: 'aborted', outcome });
    expect([wire.sent.length, vi.getTimerCount()]).toEqual([1, 0]);
  });
});

describe('the outcome after several attempts', () => {
  test.each([
    ['GET', 'not_sent'],
    ['PUT', 'unknown'],
  ] as const)('error: %s that answered 503, and then cannot connect, is %s', async (method, outcome) => {
    const { wire, transport } = client([busy(), refused]);
    const error = await run(failure(transport.request(method, '/x')));
    expect(error).toMatchObject({ code: 'connection_failed', outcome });
    expect(wire.sent).toHaveLength(3);
  });

  test.each([
    ['GET', 'not_sent'],
    ['PUT', 'unknown'],
  ] as const)(
    'error: %s whose response broke off, and then cannot connect, is %s',
    async (method, outcome) => {
      const { wire, transport } = client([respond(200, ['{', lost]), refused]);
      expect(await run(failure(transport.request(method, '/x')))).toMatchObject({ outcome });
      expect(wire.sent).toHaveLength(3);
    },
  );

  test('error: a request that never reached the server is not_sent', async () => {
    const { wire, transport } = client([refused]);
    expect(await run(failure(transport.request('PUT', '/x')))).toMatchObject({ outcome: 'not_sent' });
    expect(wire.sent).toHaveLength(3);
  });
});

describe('a request that may have been done', () => {
  /** Sends each attempt under another key. */
  const rekeyed: Partial<ClientConfig> = {
    idempotencyKeys: true,
    middleware: [
      (request, next, { attempt }) =>
        next({ ...request, headers: { ...request.headers, 'idempotency-key': `key-${attempt}` } }),
    ],
  };

  test('error: refuses another key', async () => {
    const { wire, transport } = client([busy(), respond()], rekeyed);
    const call = transport.request('POST', '/x', { idempotency: 'idempotency-key' });
    expect(await run(failure(call))).toMatchObject({ code: 'idempotency_key_changed', outcome: 'unknown' });
    expect(wire.sent).toHaveLength(1);
  });

  test.each([
    ['an idempotent one', 'idempotent', busy()],
    ['one that was refused', 'idempotency-key', () => respond(429)],
  ] as const)('behavior: accepts another key for %s', async (_, idempotency, step) => {
    const { wire, transport } = client([step, respond()], rekeyed);
    expect(await run(transport.request('POST', '/x', { idempotency }))).toBe('done');
    expect(wire.sent.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-2']);
  });
});

describe('attemptTimeout', () => {
  test('default: ends one attempt and starts again with the next', async () => {
    const { wire, transport } = client([never, never, respond()], { attemptTimeout: 100 });
    expect(await run(transport.request('GET', '/x'))).toBe('done');
    expect(wire.sent.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  });

  test('error: is in the message when the last attempt takes longer', async () => {
    const { transport } = client([never], { attemptTimeout: 100, maxRetries: 0 });
    const started = performance.now();
    const error = await run(failure(transport.request('GET', '/x')));
    expect(error).toMatchObject({ code: 'timeout', retryable: true });
    expect(error.message).toContain('100 ms');
    expect(performance.now() - started).toBe(100);
  });

  test('behavior: ends the work of a failed attempt', async () => {
    const { wire, transport } = client([busy(), respond()], { attemptTimeout: 100 });
    await run(transport.request('GET', '/x'));
    expect(wire.sent.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  test('behavior: includes the authenticator', async () => {
    const authorize = (): Promise<never> => new Promise(() => undefined);
    const auth = { method: 'api-key', authorize } as const;
    const { wire, transport } = client([respond()], { attemptTimeout: 100, timeout: 0, auth });
    expect(await run(failure(transport.request('GET', '/x')))).toMatchObject({
      code: 'timeout',
      outcome: 'not_sent',
    });
    expect(wire.sent).toHaveLength(0);
  });

  test('error: retries after a middleware failed because of it', async () => {
    const middleware: ClientConfig['middleware'] = [
      async (request, next) => {
        try {
          return await next(request);
        } catch {
          throw new Error('of the middleware');
        }
      },
    ];
    const { wire, transport } = client([never, respond()], { attemptTimeout: 100, middleware });
    expect(await run(transport.request('GET', '/x'))).toBe('done');
    expect(wire.sent).toHaveLength(2);
  });

  test('behavior: does not limit a body that is left to the caller', async () => {
    const slow = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return 'late';
    };
    const { transport } = client([() => respond(200, [slow])], { attemptTimeout: 100 });
    const response = await transport.request<Response>('GET', '/x', { as: 'response' });
    expect(await run(response.text())).toBe('late');
  });
});

describe('the time limit of the call', () => {
  test.each(['GET', 'POST'] as const)('error: ends a %s that gets no response', async (method) => {
    const { wire, transport } = client([never], { timeout: 1_000 });
    const started = performance.now();
    const error = await run(failure(transport.request(method, '/x')));
    expect(error).toMatchObject({ code: 'timeout', outcome: 'unknown' });
    expect([performance.now() - started, wire.sent.length]).toEqual([1_000, 1]);
  });
});

describe('silence', () => {
  test('default: retries a read after a third of its time without a response', async () => {
    const { wire, transport } = client([never, respond()]);
    const call = transport.request('GET', '/x');
    await vi.advanceTimersByTimeAsync(9_999);
    expect(wire.sent[0]?.signal.aborted).toBe(false);
    expect(await run(call)).toBe('done');
    expect(wire.sent).toHaveLength(2);
  });

  test.each([
    ['a new connection is given all the time', false, 1],
    ['a kept connection is not', true, 2],
  ])('behavior: %s', async (_, isReused, count) => {
    const late: FakeStep = ({ onConnected, signal }) => {
      onConnected?.(isReused);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        setTimeout(() => resolve(respond()), 12_000);
      });
    };
    const { wire, transport } = client([late, respond()]);
    expect(await run(transport.request('GET', '/x'))).toBe('done');
    expect(wire.sent).toHaveLength(count);
  });

  test('behavior: excludes the authenticator', async () => {
    const authorize = async (): Promise<Record<string, string>> => {
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      return {};
    };
    const auth = { method: 'api-key', authorize } as const;
    const { wire, transport } = client([respond()], { auth });
    const { response } = await run(transport.request('GET', '/x').withResponse());
    expect([response.attempts, wire.sent.length]).toEqual([1, 1]);
  });

  test('behavior: excludes the body', async () => {
    const slow = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      return '"late"';
    };
    const { wire, transport } = client([() => respond(200, [slow])]);
    expect(await run(transport.request('GET', '/x'))).toBe('late');
    expect(wire.sent).toHaveLength(1);
  });

  test('behavior: attemptTimeout also counts on a new connection', async () => {
    const silent: FakeStep = (request) => {
      request.onConnected?.(false);
      return never(request);
    };
    const { wire, transport } = client([silent, respond()], { attemptTimeout: 100 });
    expect(await run(transport.request('GET', '/x'))).toBe('done');
    expect(wire.sent).toHaveLength(2);
  });
});
