import {
  Transport,
  type TransportLike,
  type TransportRequest,
  type WithResponse,
} from '@mitosislabs/transport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf } from '../testing/answerOf.ts';
import { endpointOf, goodArguments, invoke, operations, pathArguments } from '../testing/operations.ts';
import { type RawServer, rawServer } from '../testing/rawServer.ts';

const known = operations.map((recorded) => {
  const endpoint = endpointOf(recorded.operation);
  if (!endpoint) throw new Error(`The contract has no ${recorded.operation}.`);
  return { ...recorded, endpoint };
});
const promised = known.filter(({ endpoint }) => endpoint.responseType !== 'stream');

let server: RawServer;
let transport: Transport;
beforeAll(async () => {
  server = await rawServer();
  transport = new Transport({ endpoint: server.url, dashboardEndpoint: server.url, apiKey: 'mi_example' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A transport that records its requests and sends nothing; it has an API key. */
function noting(): { transport: TransportLike; asked: TransportRequest[] } {
  const asked: TransportRequest[] = [];
  const note: TransportLike = {
    authMethod: 'api-key',
    request(_method, _path, request = {}) {
      asked.push(request);
      const content = Promise.reject(new Error('noted'));
      // As `Transport` does: the failure is reported once.
      const withResponse = () => content.catch((error: unknown) => Promise.reject(error));
      return Object.assign(content, { withResponse });
    },
    async *stream(_path, request = {}) {
      asked.push(request);
      yield { data: 'noted' };
    },
  };
  return { transport: note, asked };
}

/** The return type of every method that is not a stream. */
type Call = Promise<unknown> & { withResponse(): Promise<WithResponse<unknown>> };

test.each(promised)('default: $operation returns the head of its response', async (recorded) => {
  const [answer, expected] = answerOf(recorded.endpoint);
  server.answer = { ...answer, headers: { 'X-Request-Id': `req-${recorded.operation}` } };
  const call = invoke(transport, recorded.operation, goodArguments(recorded)) as Call;
  const { data, response } = await call.withResponse();
  expect(data instanceof Response ? [...new Uint8Array(await data.arrayBuffer())] : data).toEqual(expected);
  expect(response).toMatchObject({
    status: answer.status ?? 200,
    requestId: `req-${recorded.operation}`,
    headers: { 'x-request-id': `req-${recorded.operation}` },
    attempts: 1,
  });
  expect(data).toBe(await call);
});

test.each(promised)(
  'default: $operation passes its name and idempotency to the transport',
  async (recorded) => {
    const { transport: note, asked } = noting();
    await expect(invoke(note, recorded.operation, goodArguments(recorded))).rejects.toThrow('noted');
    expect(asked).toMatchObject([
      { operation: recorded.operation, idempotency: recorded.endpoint.idempotency },
    ]);
  },
);

test.each(known)('default: $operation passes on its options unchanged', async (recorded) => {
  const isStream = recorded.endpoint.responseType === 'stream';
  const options = {
    signal: new AbortController().signal,
    timeout: 1,
    attemptTimeout: 2,
    ...(isStream ? { maxReconnects: 3 } : { maxRetries: 3, idempotencyKey: 'key' }),
    headers: { 'X-Extra': 'last' },
    asAgent: { agentId: 'aria', signingKey: new Uint8Array(32).fill(1) },
  };
  const { transport: note, asked } = noting();
  const call = invoke(note, recorded.operation, [...goodArguments(recorded), options]);
  if (isStream) await (call as AsyncGenerator).next();
  else await expect(call).rejects.toThrow('noted');
  expect(asked).toMatchObject([{ ...options, operation: recorded.operation }]);
  // The dashboard is for callers with an API key; this call is an agent's.
  expect(asked[0]?.host ?? 'office-manager').toBe('office-manager');
});

test.each(promised.filter((recorded) => pathArguments(recorded).length > 0))(
  'error: $operation rejects for a wrong input, and does not throw',
  async (recorded) => {
    // Awaited directly, with `withResponse()`, or both: an unhandled rejection would fail the whole run.
    const args = ['', ...goodArguments(recorded).slice(1)];
    const refusal = { code: 'invalid_argument', argument: pathArguments(recorded)[0] };
    const call = () => invoke(transport, recorded.operation, args) as Call;
    await expect(call()).rejects.toMatchObject(refusal);
    await expect(call().withResponse()).rejects.toMatchObject(refusal);
    const both = call();
    await expect(Promise.allSettled([both, both.withResponse()])).resolves.toMatchObject([
      { reason: refusal },
      { reason: refusal },
    ]);
  },
);

test('error: rejects when the transport throws', async () => {
  const broken = {
    ...noting().transport,
    request: () => {
      throw new Error('broken');
    },
  };
  const call = invoke(broken, 'offices.list', []) as Call;
  await expect(call).rejects.toThrow('broken');
  await expect(call.withResponse()).rejects.toThrow('broken');
});
