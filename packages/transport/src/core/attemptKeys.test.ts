import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Middleware } from '../options/Middleware.ts';
import { failure } from '../testing/failure.ts';
import { fakeClient } from '../testing/fakeClient.ts';
import { respond } from '../testing/fakeWire.ts';

const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => void vi.useRealTimers());

describe('Idempotency-Key', () => {
  const replayed = (said: string): Record<string, string> => ({ 'idempotent-replayed': said });
  const keyed = { idempotency: 'idempotency-key' } as const;

  /** Runs a call with its retries. */
  const run = async <T>(call: Promise<T>): Promise<T> => {
    const quiet = call.catch(() => undefined);
    await vi.runAllTimersAsync();
    await quiet;
    return call;
  };

  test('behavior: retries after a lost response when the origin reports support', async () => {
    const { wire, transport } = fakeClient(
      [respond(200, ['1'], replayed('false')), lost, respond(200, ['"done"'], replayed('true'))],
      {
        maxRetries: 1,
      },
    );
    await transport.request('POST', '/x', keyed);
    expect(await run(transport.request('POST', '/x', keyed))).toBe('done');
    const [, second, third] = wire.sent.map(({ headers }) => headers['idempotency-key']);
    expect(third).toBe(second);
  });

  test('error: ends the call and closes the response when a retry reports no support', async () => {
    const last = respond();
    const { transport } = fakeClient([respond(200, ['1'], replayed('false')), lost, last], {
      maxRetries: 2,
    });
    await transport.request('POST', '/x', keyed);
    const error = await run(failure(transport.request('POST', '/x', keyed)));
    expect(error).toMatchObject({ code: 'idempotency_key_ignored', status: 200, outcome: 'unknown' });
    expect(last.closed).toBe(1);
  });

  test('behavior: accepts the same response to a first attempt', async () => {
    const { transport } = fakeClient([respond(200, ['1'], replayed('false')), respond()]);
    await transport.request('POST', '/x', keyed);
    expect(await transport.request('POST', '/x', keyed)).toBe('done');
  });

  test('behavior: ignores responses to requests without a key', async () => {
    const steps = [
      respond(200, ['1'], replayed('false')),
      respond(),
      lost,
      respond(200, ['2'], replayed('true')),
    ] as const;
    const { transport } = fakeClient(steps, { maxRetries: 1 });
    await transport.request('POST', '/x', keyed);
    await transport.request('GET', '/x');
    expect(await run(transport.request('POST', '/x', keyed))).toBe(2);
  });

  test('behavior: trusts a replay header on a retry, not on a first response', async () => {
    const steps = [
      respond(200, ['1'], replayed('true')),
      lost,
      () => respond(429, ['{}']),
      respond(200, ['2'], replayed('true')),
      lost,
      respond(200, ['3'], replayed('true')),
    ] as const;
    const { wire, transport } = fakeClient(steps, { maxRetries: 1 });
    await transport.request('POST', '/x', keyed);
    expect(await failure(transport.request('POST', '/x', keyed))).toMatchObject({ outcome: 'unknown' });
    expect(await run(transport.request('POST', '/x', keyed))).toBe(2);
    expect(await run(transport.request('POST', '/x', keyed))).toBe(3);
    expect(wire.sent).toHaveLength(6);
  });

  test('error: ends the call when a middleware changes the host of a retry', async () => {
    const middleware: Middleware = (request, next, { attempt }) =>
      next(attempt === 1 ? request : { ...request, url: 'https://two.example/x' });
    const { wire, transport } = fakeClient([lost, respond()], {
      maxRetries: 1,
      idempotencyKeys: true,
      dashboardEndpoint: 'https://two.example',
      middleware: [middleware],
    });
    const error = await run(failure(transport.request('POST', '/x', keyed)));
    expect(error).toMatchObject({ code: 'idempotency_key_changed' });
    expect(wire.sent).toHaveLength(1);
  });
});
