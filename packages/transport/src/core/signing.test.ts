import type { Authenticator } from '@mitosislabs/auth';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure } from '../testing/failure.ts';
import { fakeClient, fakeSigner } from '../testing/fakeClient.ts';
import { respond } from '../testing/fakeWire.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => void vi.useRealTimers());

const dated = (ms: number): Record<string, string> => ({ date: new Date(ms).toUTCString() });

describe('the clock of the server', () => {
  const refused = (ms = NOW + HOUR): ReturnType<typeof respond> => respond(401, ['{}'], dated(ms));

  test('default: signs again by the time of a 401, and uses it in the next call', async () => {
    const { asked, auth } = fakeSigner();
    const first = refused();
    const { wire, log, transport } = fakeClient([first, respond(), respond()], { auth, maxRetries: 2 });
    const { data, response } = await transport.request('POST', '/x').withResponse();
    // A signature by another clock is no second attempt.
    expect([data, response.attempts]).toEqual(['done', 1]);
    await transport.request('GET', '/x');
    const ahead = HOUR + 500;
    expect(asked.map(({ time }) => time)).toEqual([NOW, NOW + ahead, NOW + ahead]);
    expect(wire.sent).toHaveLength(3);
    // Read to its end, so that its connection is free.
    expect([first.reads, first.closed]).toEqual([2, 0]);
    expect(log).toContainEqual([
      'the clock of this machine is off',
      expect.objectContaining({ serverAheadMs: ahead }),
    ]);
  });

  test('behavior: needs no logger', async () => {
    const { transport } = fakeClient([refused(), respond()], {
      auth: fakeSigner().auth,
      maxRetries: 1,
      logger: undefined,
    });
    expect(await transport.request('GET', '/x')).toBe('done');
  });

  test('behavior: closes a 401 that cannot be read', async () => {
    const first = respond(401, [new Error('broken')], dated(NOW + HOUR));
    const { transport } = fakeClient([first, respond()], { auth: fakeSigner().auth, maxRetries: 1 });
    expect(await transport.request('GET', '/x')).toBe('done');
    expect(first.closed).toBe(1);
  });

  test.each(['jwt', 'agent'] as const)('behavior: applies to %s', async (method) => {
    const { wire, transport } = fakeClient([refused(), respond()], {
      auth: fakeSigner(method).auth,
      maxRetries: 1,
    });
    await transport.request('GET', '/x');
    expect(wire.sent).toHaveLength(2);
  });

  test('behavior: does not apply to an API key', async () => {
    const { wire, transport } = fakeClient([refused()], { auth: fakeSigner('api-key').auth, maxRetries: 1 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    expect(wire.sent).toHaveLength(1);
  });

  test('behavior: does not apply without credentials', async () => {
    const { wire, transport } = fakeClient([refused()], { maxRetries: 1 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    expect(wire.sent).toHaveLength(1);
  });

  test.each([200, 400, 403])('behavior: learns nothing from %i', async (status) => {
    const { asked, auth } = fakeSigner();
    const { transport } = fakeClient([respond(status, ['1'], dated(NOW + HOUR)), respond()], { auth });
    await transport.request('GET', '/x').catch(() => undefined);
    await transport.request('GET', '/x');
    expect(asked.map(({ time }) => time)).toEqual([NOW, NOW]);
  });

  test('behavior: forgets the offset after a 401 at the known time', async () => {
    const { asked, auth } = fakeSigner();
    const { wire, transport } = fakeClient([refused(), respond(), refused(), respond()], {
      auth,
      maxRetries: 1,
    });
    await transport.request('GET', '/x');
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    await transport.request('GET', '/x');
    expect(asked.map(({ time }) => time - NOW)).toEqual([0, HOUR + 500, HOUR + 500, 0]);
    expect(wire.sent).toHaveLength(4);
  });

  test('behavior: forgets an offset that does not help', async () => {
    const { asked, auth } = fakeSigner();
    const { transport } = fakeClient([refused(), refused(), respond()], { auth, maxRetries: 1 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    await transport.request('GET', '/x');
    expect(asked.map(({ time }) => time - NOW)).toEqual([0, HOUR + 500, 0]);
  });

  test('behavior: with maxRetries 0, learns the time for the next call', async () => {
    const { asked, auth } = fakeSigner();
    const { transport } = fakeClient([refused(), respond()], { auth, maxRetries: 0 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    await transport.request('GET', '/x');
    expect(asked.map(({ time }) => time - NOW)).toEqual([0, HOUR + 500]);
  });

  test('behavior: does not send a used body again', async () => {
    const { wire, transport } = fakeClient(
      [
        async ({ body }) => {
          if (typeof body === 'object' && 'open' in body) for await (const _ of body.open());
          return refused();
        },
      ],
      { auth: fakeSigner().auth, maxRetries: 1 },
    );
    const body = (async function* () {
      yield new Uint8Array(1);
    })();
    expect(await failure(transport.request('PUT', '/x', { body }))).toMatchObject({ status: 401 });
    expect(wire.sent).toHaveLength(1);
  });

  test('behavior: does not count the time of a slow signer', async () => {
    const times: number[] = [];
    const auth: Authenticator = {
      method: 'agent',
      async authorize({ time }) {
        times.push(time);
        await vi.advanceTimersByTimeAsync(20_000);
        return {};
      },
    };
    // The server has the time of this machine when the request arrives.
    const { wire, transport } = fakeClient([() => refused(NOW + 20_000)], { auth, maxRetries: 1 });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ status: 401 });
    expect([times, wire.sent.length]).toEqual([[NOW], 1]);
  });
});

describe('the authenticator', () => {
  test('default: signs method, path and query; its headers win', async () => {
    const { asked, auth } = fakeSigner();
    const { wire, transport } = fakeClient([respond()], { auth, headers: { authorization: 'mine' } });
    await transport.request('PUT', '/x', { query: { q: 'ü' } });
    expect(asked).toEqual([{ method: 'PUT', target: '/x?q=%C3%BC', time: NOW }]);
    expect(wire.sent[0]?.headers['authorization']).toBe('Signature number-1');
  });

  test('behavior: accepts a thenable that is not a Promise', async () => {
    const authorize = (): Promise<Record<string, string>> => {
      const later = Promise.resolve({ 'x-proof': 'proof' });
      // biome-ignore lint/suspicious/noThenProperty: a promise of another library
      return { then: later.then.bind(later) } as unknown as Promise<Record<string, string>>;
    };
    const { wire, transport } = fakeClient([respond()], { auth: { method: 'jwt', authorize } });
    await transport.request('GET', '/x');
    expect(wire.sent[0]?.headers['x-proof']).toBe('proof');
  });

  test('error: sends nothing when it fails', async () => {
    const cause = new Error('no key');
    const authorize = (): never => {
      throw cause;
    };
    const { wire, transport } = fakeClient([respond()], { auth: { method: 'jwt', authorize } });
    const error = await failure(transport.request('GET', '/x'));
    expect(error).toMatchObject({ code: 'authorize_failed', outcome: 'not_sent', cause });
    expect(wire.sent).toHaveLength(0);
  });

  test('error: passes on an error of the SDK', async () => {
    const own = new InvalidArgumentError('signingKey', 'must be a key');
    const auth: Authenticator = { method: 'jwt', authorize: () => Promise.reject(own) };
    await expect(fakeClient([respond()], { auth }).transport.request('GET', '/x')).rejects.toBe(own);
  });

  test('error: refuses headers that cannot be sent without quoting them', async () => {
    const auth: Authenticator = { method: 'jwt', authorize: () => ({ 'x-proof': 'a\nb' }) };
    const { wire, transport } = fakeClient([respond()], { auth });
    await expect(transport.request('GET', '/x')).rejects.toMatchObject({ argument: 'auth.x-proof' });
    expect(wire.sent).toHaveLength(0);
  });

  test('error: reports the abort when it fails because of it', async () => {
    const caller = new AbortController();
    const auth: Authenticator = {
      method: 'jwt',
      authorize() {
        caller.abort();
        throw new Error('stopped');
      },
    };
    const { transport } = fakeClient([respond()], { auth });
    const error = await failure(transport.request('GET', '/x', { signal: caller.signal }));
    expect(error).toMatchObject({ code: 'aborted', outcome: 'not_sent' });
  });

  test('error: sends nothing when aborted while signing', async () => {
    const caller = new AbortController();
    const auth: Authenticator = {
      method: 'jwt',
      authorize() {
        caller.abort();
        return {};
      },
    };
    const { wire, transport } = fakeClient([respond()], { auth });
    const error = await failure(transport.request('POST', '/x', { signal: caller.signal }));
    expect(error).toMatchObject({ code: 'aborted', outcome: 'not_sent' });
    expect(wire.sent).toHaveLength(0);
  });
});

describe('secrets', () => {
  /** The message of the error of a server that repeats this text. */
  const repeated = async (headers: Record<string, string>, text: string): Promise<string> => {
    const auth: Authenticator = { method: 'jwt', authorize: () => headers };
    const { transport } = fakeClient([respond(400, [JSON.stringify({ error: text })])], { auth });
    return (await failure(transport.request('GET', '/x'))).message;
  };

  test.each<[string, Record<string, string>, string]>([
    ['a whole value', { 'x-proof': 'abcd efgh' }, 'abcd efgh'],
    ['a value without its scheme', { authorization: 'Bearer s3cr3t-value' }, 's3cr3t-value'],
    ['a value without its scheme and blanks', { authorization: ' Bearer   s3cr3t-value ' }, 's3cr3t-value'],
    ['a value as in a URL component', { 'x-proof': 'a+b/c=d' }, 'a%2Bb%2Fc%3Dd'],
    ['a value as in a URL', { 'x-proof': 'a b/c|d' }, 'a%20b/c%7Cd'],
    ['four characters', { 'x-proof': 'wxyz' }, 'wxyz'],
  ])('error: redacts %s', async (_, headers, secret) => {
    expect(await repeated(headers, `not ${secret}!`)).not.toContain(secret);
  });

  test.each<[string, Record<string, string>, string]>([
    ['an agent id', { 'X-Agent-Id': 'aria-7', 'x-proof': 'proof' }, 'aria-7'],
    ['a time', { 'x-timestamp': '1767268800', 'x-proof': 'proof' }, '1767268800'],
    ['three characters', { 'x-proof': 'wxy' }, 'wxy'],
  ])('behavior: does not redact %s', async (_, headers, text) => {
    expect(await repeated(headers, `not ${text}!`)).toContain(text);
  });

  test('behavior: redacts secrets of earlier attempts', async () => {
    const { auth } = fakeSigner();
    const { transport } = fakeClient(
      [respond(503), respond(400, ['{"error":"not number-1 nor number-2"}'])],
      { auth, maxRetries: 1 },
    );
    const call = failure(transport.request('GET', '/x'));
    await vi.advanceTimersByTimeAsync(500);
    const { message } = await call;
    expect(message).not.toMatch(/number-[12]/);
  });
});
