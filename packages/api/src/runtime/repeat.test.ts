import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { type Idempotency, type Middleware, OS1Error, type Outcome, Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../contract/Endpoint.ts';
import { contract } from '../contract.ts';
import { callThrough, endpointOf, goodArguments, operations } from '../testing/operations.ts';

/** A failure of every request of a call, and the reaction expected of a client. */
interface Trouble {
  /** Causes the failure when the request arrives. Omitted when no server listens. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
  /** The number of requests: for operations that may be repeated, and for those that may not. */
  readonly requests: readonly [repeatable: number, once: number];
  /** The outcome that the error reports for an operation that changes something. */
  readonly outcome: Outcome;
}

const status =
  (code: number): NonNullable<Trouble['answer']> =>
  (_, response) =>
    void response.writeHead(code, { 'retry-after': '0' }).end('{"error":"no"}');

const troubles = {
  'no server listens': { requests: [3, 3], outcome: 'not_sent' },
  '429': { answer: status(429), requests: [3, 3], outcome: 'rejected' },
  'the connection breaks': { answer: ({ socket }) => socket.destroy(), requests: [3, 1], outcome: 'unknown' },
  'the answer breaks off': {
    answer(request, response) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":', () => request.socket.destroy());
    },
    requests: [3, 1],
    outcome: 'unknown',
  },
  'there is no answer in time': { answer: () => undefined, requests: [3, 1], outcome: 'unknown' },
  '500': { answer: status(500), requests: [3, 1], outcome: 'unknown' },
  '502': { answer: status(502), requests: [3, 1], outcome: 'unknown' },
  '503': { answer: status(503), requests: [3, 1], outcome: 'unknown' },
  '504': { answer: status(504), requests: [3, 1], outcome: 'unknown' },
  '400': { answer: status(400), requests: [1, 1], outcome: 'rejected' },
  '409': { answer: status(409), requests: [1, 1], outcome: 'rejected' },
  '501': { answer: status(501), requests: [1, 1], outcome: 'rejected' },
} as const satisfies Record<string, Trouble>;

/** Every operation that answers one request; how streams go on has its own tests. */
const known = [
  ...operations.map((recorded) => ({
    operation: recorded.operation,
    endpoint: endpointOf(recorded.operation) as Endpoint,
    call: (transport: Transport, options: object) =>
      callThrough(transport, recorded.operation, [...goodArguments(recorded), options]),
  })),
  {
    operation: 'client.health',
    endpoint: contract.client.health as Endpoint,
    call: (transport: Transport, options: object) =>
      transport.request('GET', '/healthz', { ...options, idempotency: contract.client.health.idempotency }),
  },
].filter(({ endpoint }) => endpoint.responseType !== 'stream');

let server: TestServer;
/** A URL where no server listens. */
let nowhere: string;
/** The requests of each call, by a header that the test adds. */
const seen = new Map<string, { method: string; key: string | undefined; request: string }[]>();

beforeAll(async () => {
  server = await serve(async (request, response) => {
    const { headers, method = '', url } = request;
    const body = await bodyOf(request);
    const hash = createHash('sha256').update(body).digest('hex');
    const key = headers['idempotency-key']?.toString();
    const same = [method, url, headers['content-type'], headers.accept, headers.authorization, hash];
    const call = String(headers['x-call']);
    seen.set(call, [...(seen.get(call) ?? []), { method, key, request: JSON.stringify(same) }]);
    const trouble: Trouble = troubles[headers['x-trouble'] as keyof typeof troubles];
    trouble.answer?.(request, response);
  });
});
beforeAll(async () => {
  const gone = await serve(() => undefined);
  await gone.close();
  nowhere = gone.url;
});
afterAll(() => server.close());

/** Makes every call once, with the same trouble. */
function suffer(name: keyof typeof troubles, idempotencyKeys: boolean) {
  const trouble: Trouble = troubles[name];
  const endpoint = trouble.answer ? server.url : nowhere;
  const attempts = new Map<string, number>();
  const count: Middleware = (request, next) => {
    const id = request.headers['x-call'] ?? '';
    attempts.set(id, (attempts.get(id) ?? 0) + 1);
    return next(request);
  };
  const attemptTimeout = name === 'there is no answer in time' ? 1_500 : 0;
  const hosts = { endpoint, dashboardEndpoint: endpoint, apiKey: 'mi_example' };
  const transport = new Transport({ ...hosts, attemptTimeout, idempotencyKeys, middleware: [count] });
  return Promise.all(
    known.map(async ({ operation, endpoint: { idempotency, responseType, lookup }, call }) => {
      const id = `${operation} ${name} ${idempotencyKeys ? 'honoured' : 'ignored'}`;
      const error: unknown = await call(transport, { headers: { 'x-call': id, 'x-trouble': name } }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return {
        operation,
        idempotency,
        responseType,
        lookup,
        error,
        sent: attempts.get(id),
        got: seen.get(id)?.length ?? 0,
      };
    }),
  );
}

describe.each(Object.keys(troubles) as (keyof typeof troubles)[])('when %s', (name) => {
  test.concurrent.each([true, false])(
    'default: sends every operation as often as the contract allows; keys are honoured: %j',
    async (honoured) => {
      const { answer: listens, requests, outcome }: Trouble = troubles[name];
      const calls = await suffer(name, honoured);
      expect(calls).toHaveLength(known.length);
      for (const { operation, idempotency, responseType, lookup, error, sent, got } of calls) {
        // A download resolves with its head; the caller reads the body.
        const arrives = name === 'the answer breaks off' && responseType === 'bytes';
        const isOnce = idempotency === 'once' || (idempotency === 'idempotency-key' && !honoured);
        const expected = arrives ? 1 : requests[isOnce ? 1 : 0];
        expect([operation, sent]).toEqual([operation, expected]);
        // On a busy machine the client may give up before the server has read the request.
        if (name === 'there is no answer in time') expect(got).toBeLessThanOrEqual(expected);
        else expect([operation, got]).toEqual([operation, listens ? expected : 0]);
        if (arrives) continue;
        expect(error, operation).toBeInstanceOf(OS1Error);
        if (idempotency === 'safe') continue;
        const { hint, ...told } = error as OS1Error;
        expect([operation, told.outcome]).toEqual([operation, outcome]);
        // An unknown outcome says how to find out, for that operation.
        const look = lookup === undefined ? 'look before' : `look with \`${lookup}\` before`;
        expect([operation, hint?.includes(look) ?? false]).toEqual([operation, outcome === 'unknown']);
        expect([operation, told.lookup]).toEqual([operation, outcome === 'unknown' ? lookup : undefined]);
      }
    },
    60_000,
  );
});

describe('retries', () => {
  test('default: use one key for all attempts of a call that changes something', () => {
    const keys = new Set<string>();
    for (const [call, requests] of seen) {
      const [first] = requests;
      const isRead = first?.method === 'GET';
      expect([call, new Set(requests.map(({ key }) => key)).size]).toEqual([call, 1]);
      expect([call, first?.key === undefined]).toEqual([call, isRead]);
      if (first?.key !== undefined) keys.add(first.key);
    }
    const changing = [...seen.values()].filter(([first]) => first?.method !== 'GET');
    expect(keys.size).toBe(changing.length);
  });

  test('default: send the same request, to the last byte', () => {
    for (const [call, requests] of seen) {
      expect([call, new Set(requests.map(({ request }) => request)).size]).toEqual([call, 1]);
    }
  });
});

describe('the contract', () => {
  const names = (idempotency: Idempotency, method: string): string[] =>
    known
      .filter(
        ({ endpoint }) => endpoint.idempotency === idempotency && endpoint.route.startsWith(`${method} `),
      )
      .map(({ operation }) => operation)
      .sort();

  test('default: allows one attempt for commands only', () => {
    expect(names('once', 'POST')).toEqual(['workspace.exec']);
  });

  // List an operation here only when doing it twice has the same effect as once: it adds and creates nothing.
  test('default: requires a key for POST, except for idempotent ones', () => {
    expect(names('idempotent', 'POST')).toEqual([
      'chromium.done',
      'employees.archive',
      'employees.heartbeat',
      'employees.promote',
      'employees.restore',
      'employees.setSkills',
      'files.upload',
      'integrations.ensureSecret',
      'integrations.syncClaudeCodeKey',
      'integrations.toggleAgent',
      'offices.resume',
      'offices.suspend',
      'whatsapp.officeReset',
      'whatsapp.qrStop',
      'whatsapp.registerAgent',
      'whatsapp.reset',
      'whatsapp.toggleAgentAccess',
      'xmtpApi.addMember',
    ]);
  });
});
