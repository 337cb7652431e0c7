import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import type { HttpMethod, TransportRequest } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { moment } from '../testing/moment.ts';
import { type Step, scripted } from '../testing/scripted.ts';
import { wires } from '../testing/wires.ts';
import { fetchWire } from '../wire/fetchWire.ts';
import type { Outcome } from './OS1Error.ts';
import { ConnectionError } from './subclasses.ts';

interface Situation {
  what: string;
  steps: readonly [Step, ...Step[]];
  method?: HttpMethod;
  request?: TransportRequest;
  idempotencyKeys?: boolean;
  outcome: Outcome;
  requests: number;
}

/** The error of a wire that cannot connect. */
const refused = (code: string, syscall?: string): Error => Object.assign(new Error(code), { code, syscall });

function redirected(status: number, outcome: Outcome): Situation {
  const answer: Step = (_, response) => void response.writeHead(status, { location: '/y' }).end();
  return { what: `${status} to a POST`, steps: [answer], outcome, requests: 1 };
}

const situations: Situation[] = [
  { what: '409', steps: [409], outcome: 'rejected', requests: 1 },
  { what: '401', steps: [401], outcome: 'rejected', requests: 1 },
  { what: '429', steps: [429], outcome: 'rejected', requests: 3 },
  { what: '501', steps: [501], outcome: 'rejected', requests: 1 },
  { what: '500', steps: [500], outcome: 'unknown', requests: 1 },
  { what: '503 to a read', steps: [503], method: 'GET', outcome: 'rejected', requests: 3 },
  {
    what: '503 to a POST that reads',
    steps: [503],
    request: { idempotency: 'safe' },
    outcome: 'rejected',
    requests: 3,
  },
  { what: '503 to a PUT', steps: [503], method: 'PUT', outcome: 'unknown', requests: 3 },
  { what: 'a reset', steps: ['reset'], outcome: 'unknown', requests: 1 },
  {
    what: 'a reset read',
    steps: ['reset'],
    method: 'GET',
    request: { maxRetries: 0 },
    outcome: 'unknown',
    requests: 1,
  },
  { what: 'a cut body', steps: ['cut'], outcome: 'unknown', requests: 1 },
  { what: 'a timeout', steps: ['silence'], request: { timeout: 5_000 }, outcome: 'unknown', requests: 1 },
  // Many servers answer these to a form that they have taken; 307 and 308 ask for the same elsewhere.
  ...[300, 301, 302, 303, 304, 305].map((status) => redirected(status, 'unknown')),
  ...[307, 308].map((status) => redirected(status, 'rejected')),
  { ...redirected(303, 'unknown'), what: '303 to a DELETE', method: 'DELETE' },
  { ...redirected(303, 'rejected'), what: '303 to a POST that reads', request: { idempotency: 'safe' } },
  { what: '408', steps: [408], outcome: 'unknown', requests: 1 },
  {
    what: 'nonsense',
    steps: [(_, response) => void response.end('<html>')],
    outcome: 'unknown',
    requests: 1,
  },
  { what: '429, then 500', steps: [429, 500], outcome: 'unknown', requests: 2 },
  { what: '429, then 409', steps: [429, 409], outcome: 'rejected', requests: 2 },
  // The unknown outcome of an earlier attempt stays unknown.
  { what: '503, then 409', steps: [503, 409], method: 'DELETE', outcome: 'unknown', requests: 2 },
  { what: '503, then 404', steps: [503, 404], method: 'DELETE', outcome: 'unknown', requests: 2 },
  { what: '503, then 307', steps: [503, 307], method: 'DELETE', outcome: 'unknown', requests: 2 },
  {
    what: 'a reset, then 409, from a server that honours keys',
    steps: ['reset', 409],
    idempotencyKeys: true,
    request: { idempotency: 'idempotency-key' },
    outcome: 'unknown',
    requests: 2,
  },
  {
    what: 'a cut body, then 409, from a server that honours keys',
    steps: ['cut', 409],
    idempotencyKeys: true,
    request: { idempotency: 'idempotency-key' },
    outcome: 'unknown',
    requests: 2,
  },
  { what: 'a read: 503, then 404', steps: [503, 404], method: 'GET', outcome: 'rejected', requests: 2 },
];

describe.concurrent.each(wires)('%s', (_, wire) => {
  test.each(situations)(
    'behavior: outcome of $what: $outcome',
    async ({ steps, method, request, idempotencyKeys, ...expected }) => {
      await using server = await scripted(...steps);
      const transport = new Transport({ endpoint: server.url, idempotencyKeys, wire: wire() });
      const error = await failure(transport.request(method ?? 'POST', '/x', request));
      expect(error.outcome).toBe(expected.outcome);
      expect(server.seen).toHaveLength(expected.requests);
    },
  );
});

// One after the other: another server must not get the port.
describe.each(wires)('%s', (_, wire) => {
  test('behavior: not_sent for a closed port', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const transport = new Transport({ endpoint: server.url, maxRetries: 1, wire: wire() });
    const error = await failure(transport.request('POST', '/x'));
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent', retryable: true });
  });

  test('behavior: unknown when the first attempt was, and the second cannot connect', async () => {
    await using server = await scripted((request) => {
      void server.close();
      request.socket.destroy();
    });
    const transport = new Transport({ endpoint: server.url, maxRetries: 1, wire: wire() });
    const error = await failure(transport.request('PUT', '/x', { body: 1 }));
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.outcome).toBe('unknown');
  });

  test('behavior: not_sent for a read whose second attempt cannot connect', async () => {
    await using server = await scripted((request) => {
      void server.close();
      request.socket.destroy();
    });
    const transport = new Transport({ endpoint: server.url, maxRetries: 1, wire: wire() });
    expect(await failure(transport.request('GET', '/x'))).toMatchObject({ outcome: 'not_sent' });
  });
});

describe('aborts', () => {
  test('behavior: aborted during the first attempt', async () => {
    const controller = new AbortController();
    await using server = await scripted(() => controller.abort());
    const { signal } = controller;
    const call = new Transport({ endpoint: server.url, timeout: 0 }).request('POST', '/x', { signal });
    expect(await failure(call)).toMatchObject({ name: 'AbortedError', outcome: 'unknown' });
  });

  test.each<[string, Step, HttpMethod, Outcome]>([
    [
      'in the wait after a refusal',
      (_, response) => void response.writeHead(429, { 'retry-after': '9' }).end(),
      'POST',
      'not_sent',
    ],
    [
      'in the wait after a 503',
      (_, response) => void response.writeHead(503, { 'retry-after': '9' }).end(),
      'PUT',
      'unknown',
    ],
    [
      'in the wait of a read',
      (_, response) => void response.writeHead(503, { 'retry-after': '9' }).end(),
      'GET',
      'not_sent',
    ],
  ])('behavior: %s', async (_, step, method, outcome) => {
    await using server = await scripted(step);
    const controller = new AbortController();
    const { config, reached } = moment('sending again');
    const transport = new Transport({ endpoint: server.url, timeout: 0, ...config });
    void reached.then(() => controller.abort());
    const call = transport.request(method, '/x', { signal: controller.signal });
    expect(await failure(call)).toMatchObject({ name: 'AbortedError', outcome });
  });

  test('behavior: not_sent when aborted before', async () => {
    await using server = await scripted(200);
    const call = new Transport({ endpoint: server.url }).request('POST', '/x', {
      signal: AbortSignal.abort(),
    });
    expect(await failure(call)).toMatchObject({ name: 'AbortedError', outcome: 'not_sent' });
    expect(server.seen).toHaveLength(0);
  });

  test('behavior: an SDK error as the reason of the abort is not taken for a response', async () => {
    const controller = new AbortController();
    const reason = new ConnectionError(0, 'of another call', 'connection_failed', { retryable: true });
    await using server = await scripted(() => controller.abort(reason));
    const call = new Transport({ endpoint: server.url }).request('GET', '/x', { signal: controller.signal });
    expect(await failure(call)).toMatchObject({ name: 'AbortedError', cause: reason });
    expect(server.seen).toHaveLength(1);
  });
});

describe('errors of a wire', () => {
  const wrapped = (cause: unknown): Error => new TypeError('fetch failed', { cause });

  test.each<[string, unknown, Outcome, boolean]>([
    ['a refused connection', wrapped(refused('ECONNREFUSED', 'connect')), 'not_sent', true],
    ['a proxy that opens no tunnel', refused('ERR_PROXY_TUNNEL'), 'not_sent', true],
    ['a name that does not exist', wrapped(refused('ENOTFOUND', 'getaddrinfo')), 'not_sent', true],
    ['a name server that does not answer', refused('EAI_AGAIN', 'getaddrinfo'), 'not_sent', true],
    ['a host that cannot be reached', refused('EHOSTUNREACH', 'connect'), 'not_sent', true],
    ['a connection that takes too long', refused('ETIMEDOUT', 'connect'), 'not_sent', true],
    ['the same, by another client', wrapped(refused('UND_ERR_CONNECT_TIMEOUT')), 'not_sent', true],
    [
      'two addresses that refuse',
      Object.assign(
        new AggregateError([refused('ETIMEDOUT', 'connect'), refused('ECONNREFUSED', 'connect')]),
        { code: 'ETIMEDOUT' },
      ),
      'not_sent',
      true,
    ],
    ['a certificate of its own', refused('DEPTH_ZERO_SELF_SIGNED_CERT'), 'not_sent', false],
    [
      'a certificate without its issuer',
      wrapped(refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE')),
      'not_sent',
      false,
    ],
    ['a certificate for another host', refused('ERR_TLS_CERT_ALTNAME_INVALID'), 'not_sent', false],
    ['no TLS at all', refused('EPROTO', 'write'), 'not_sent', false],
    // These come on connections that work, perhaps after the request.
    ['a host that cannot be reached any more', refused('EHOSTUNREACH', 'read'), 'unknown', true],
    ['a read that takes too long', refused('ETIMEDOUT', 'read'), 'unknown', true],
    ['a garbled record', refused('ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC'), 'unknown', true],
    ['a reset', refused('ECONNRESET', 'read'), 'unknown', true],
    ['a text', 'no', 'unknown', true],
    ['nothing', undefined, 'unknown', true],
    ['what cannot be a text', Object.create(null), 'unknown', true],
  ])('behavior: %s', async (_, reason, outcome, retryable) => {
    let attempts = 0;
    const fetch = async (): Promise<Response> => {
      attempts++;
      throw reason;
    };
    const transport = new Transport({
      endpoint: 'http://127.0.0.1:9',
      wire: fetchWire(fetch),
      maxRetries: 1,
    });
    const error = await failure(transport.request('POST', '/x'));
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'connection_failed', outcome, retryable });
    expect(attempts).toBe(outcome === 'not_sent' && retryable ? 2 : 1);
  });
});
