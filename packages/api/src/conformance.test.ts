import { createPublicKey, verify } from 'node:crypto';
import { generateKeyPair } from '@mitosislabs/auth';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoint } from './contract/Endpoint.ts';
import { fieldsOf, requiredSchema, type Schema, type SchemaType } from './contract/schema.ts';
import { contract } from './contract.ts';
import { answerOf } from './testing/answerOf.ts';
import { hostileNames, impossibleNames } from './testing/hostileNames.ts';
import {
  callThrough,
  classes,
  endpointOf,
  goodArguments,
  nameOf,
  operations,
  pathArguments,
  type Recorded,
  recordedOperations,
} from './testing/operations.ts';
import { type RawRequest, type RawServer, rawServer } from './testing/rawServer.ts';
import { sample } from './testing/sample.ts';

const groups = Object.keys(classes) as (keyof typeof classes)[];
const keys = generateKeyPair();
const point = Buffer.from(keys.publicKey, 'hex');
// OpenSSL's opinion, not our own.
const publicKey = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'secp256k1',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  },
});
let api: RawServer;
let dashboard: RawServer;
let asUser: Transport;
let asAgent: Transport;

beforeAll(async () => {
  api = await rawServer();
  dashboard = await rawServer();
  const hosts = { endpoint: api.url, dashboardEndpoint: dashboard.url };
  asUser = new Transport({ ...hosts, apiKey: 'mi_example' });
  asAgent = new Transport({ ...hosts, agent: { agentId: 'aria', signingKey: keys.privateKey } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await dashboard[Symbol.asyncDispose]();
});
beforeEach(forget);

function forget(): void {
  api.seen.length = 0;
  dashboard.seen.length = 0;
}

/** The one request that came since the last time, and which host it came to. */
function theRequest(): RawRequest & { host: string } {
  const seen = [
    ...api.seen.map((request) => ({ ...request, host: 'office-manager' })),
    ...dashboard.seen.map((request) => ({ ...request, host: 'dashboard' })),
  ];
  forget();
  const [request] = seen;
  if (!request || seen.length > 1) throw new Error(`${seen.length} requests were sent`);
  return request;
}

/** Makes both hosts answer what the operation answers, and returns what its method shall resolve to. */
function prepareAnswer(endpoint: Endpoint): unknown {
  const [answer, expected] = answerOf(endpoint);
  api.answer = answer;
  dashboard.answer = answer;
  return expected;
}

function endpointFor({ operation }: Recorded): Endpoint {
  const endpoint = endpointOf(operation);
  if (!endpoint) throw new Error(`The contract has no ${operation}.`);
  return endpoint;
}

/** A path with its parameters filled in, by the standard's own encoder. */
function filled(path: string, names: readonly unknown[]): string {
  let index = 0;
  return path.replace(/\{\w+\}/g, () => encodeURIComponent(String(names[index++])));
}

test('default: has every recorded operation', () => {
  const names = groups.flatMap((group) => Object.keys(contract[group]).map((method) => `${group}.${method}`));
  expect(names).toEqual(expect.arrayContaining(recordedOperations.map(({ operation }) => operation)));
  expect(operations.map(({ operation }) => operation).sort()).toEqual(names.sort());
});

describe.each(groups)('%s', (group) => {
  const mine = operations.filter(({ operation }) => operation.startsWith(`${group}.`));

  test.each(mine)('default: $operation equals the recorded one', (recorded) => {
    const endpoint = endpointFor(recorded);
    const path = recorded.host === 'dashboard' ? endpoint.dashboardPath : endpoint.route.split(' ')[1];
    expect(endpoint.name).toBe(recorded.operation);
    expect(endpoint.route.split(' ')[0]).toBe(recorded.method);
    expect(path).toBe(recorded.path);
    expect(endpoint.dashboardPath !== undefined).toBe(recorded.host === 'dashboard');
    expect(endpoint.query && Object.keys(fieldsOf(endpoint.query))).toEqual(recorded.query);
    expect(endpoint.multipart && [endpoint.multipart]).toEqual(
      recorded.body?.multipart && Object.keys(recorded.body.multipart),
    );
    expect(endpoint.body !== undefined).toBe(recorded.body?.json !== undefined);
    expect(
      { json: 'json', none: 'none', text: 'text', bytes: 'bytes', stream: 'event-stream' }[
        endpoint.responseType
      ],
    ).toBe(recorded.response);
    expect(endpoint.output !== undefined).toBe(recorded.response === 'json');
    expect(endpoint.side).toBe(recorded.side);
  });

  test.each(mine)(
    'default: $operation sends the recorded request and returns the response',
    async (recorded) => {
      const endpoint = endpointFor(recorded);
      const expected = prepareAnswer(endpoint);
      const args = goodArguments(recorded);
      expect(args).toHaveLength(recorded.args.length);
      const result = await callThrough(asUser, recorded.operation, [
        ...args,
        { headers: { 'X-Extra': 'last' } },
      ]);
      const request = theRequest();

      const values = args.slice(pathArguments(recorded).length);
      const query = recorded.query && querySent(endpoint, values[0]);
      expect(request.host).toBe(recorded.host);
      expect(request.method).toBe(recorded.method);
      expect(request.target).toBe(filled(recorded.path, args) + (query ? `?${query}` : ''));
      expect(request.headers['authorization']).toBe('Bearer mi_example');
      expect(request.headers['x-extra']).toBe('last');
      if (recorded.body?.json !== undefined) {
        expect(request.headers['content-type']).toBe('application/json');
        const body = endpoint.bodyField === undefined ? values[0] : { [endpoint.bodyField]: values[0] };
        expect(JSON.parse(request.body.toString())).toEqual(body);
      } else if (recorded.body?.multipart) {
        await expectUpload(request, values);
      } else {
        expect(request.headers['content-type']).toBeUndefined();
        expect(request.body).toHaveLength(0);
      }
      expect(result instanceof Response ? [...new Uint8Array(await result.arrayBuffer())] : result).toEqual(
        expected,
      );
    },
  );

  test.each(mine.filter(({ query }) => query))(
    'behavior: $operation sends no query by default',
    async (recorded) => {
      prepareAnswer(endpointFor(recorded));
      const path = goodArguments(recorded).slice(0, -1);
      await callThrough(asUser, recorded.operation, path);
      expect(theRequest().target).toBe(filled(recorded.path, path));
    },
  );

  test('behavior: encodes a hostile name as one segment of the same route', async () => {
    for (const recorded of mine) {
      const endpoint = endpointFor(recorded);
      prepareAnswer(endpoint);
      const [good, count] = [goodArguments(recorded), pathArguments(recorded).length];
      for (const name of hostileNames) {
        for (let at = 0; at < count; at++) {
          const args = replaced(good, at, name);
          await callThrough(asUser, recorded.operation, args);
          const { method, target, host } = theRequest();
          const path = target.split('?')[0] ?? '';
          expect([host, method, path]).toEqual([recorded.host, recorded.method, filled(recorded.path, args)]);
          expect(path.split('/').map(decodeURIComponent)).toContain(name);
        }
      }
    }
  });

  test('behavior: sends a file under its exact name, or not at all', async () => {
    for (const recorded of mine.filter(({ body }) => body?.multipart)) {
      prepareAnswer(endpointFor(recorded));
      const [good, at] = [goodArguments(recorded), pathArguments(recorded).length];
      for (const name of hostileNames) {
        const args = replaced(good, at, name);
        const call = callThrough(asUser, recorded.operation, args);
        const refusal: unknown = await call.then(
          () => undefined,
          (error: unknown) => error,
        );
        if (refusal === undefined) {
          await expectUpload(theRequest(), args.slice(at));
        } else {
          expect(refusal).toMatchObject({ code: 'invalid_argument', argument: 'filename' });
          expect(name).toMatch(/%(22|0[ad])|[\r\n]|\0|^\uFEFF/i);
          expect([...api.seen, ...dashboard.seen]).toEqual([]);
        }
      }
    }
  });

  test('error: refuses invalid names and sends nothing', async () => {
    for (const recorded of mine) {
      const reserved = endpointFor(recorded).reserved ?? {};
      for (const [at, argument] of pathArguments(recorded).entries()) {
        for (const name of [...impossibleNames, ...(reserved[argument] ?? [])]) {
          const call = callThrough(asUser, recorded.operation, replaced(goodArguments(recorded), at, name));
          await expect(call, `${recorded.operation} ${String(name)}`).rejects.toMatchObject({
            code: 'invalid_argument',
            argument,
          });
        }
      }
    }
    expect([...api.seen, ...dashboard.seen]).toEqual([]);
  });

  test('error: refuses an argument of the wrong type by name and sends nothing', async () => {
    for (const recorded of mine) {
      const endpoint = endpointFor(recorded);
      const at = pathArguments(recorded).length;
      const argument = nameOf(recorded.args[at] ?? '');
      if (endpoint.multipart || !argument) continue;
      for (const [wrong, where] of wrongValues(endpoint)) {
        const call = callThrough(asUser, recorded.operation, replaced(goodArguments(recorded), at, wrong));
        await expect(call, `${recorded.operation} ${where}`).rejects.toMatchObject({
          code: 'invalid_argument',
          argument: where === '' ? argument : `${argument}.${where}`,
        });
      }
    }
    expect([...api.seen, ...dashboard.seen]).toEqual([]);
  });

  test('behavior: as an agent, signs the exact request target and does not call the dashboard', async () => {
    for (const recorded of mine) {
      const endpoint = endpointFor(recorded);
      prepareAnswer(endpoint);
      const [good, count] = [goodArguments(recorded), pathArguments(recorded).length];
      const route = endpoint.route.split(' ')[1] ?? '';
      for (const name of ['aria', ...hostileNames]) {
        const args = good.map((value, index) => (index < count ? name : value));
        await callThrough(asAgent, recorded.operation, args);
        const { host, method, target, headers } = theRequest();
        expect([host, target.split('?')[0]]).toEqual(['office-manager', filled(route, args)]);
        expect(headers['x-agent-id']).toBe('aria');
        const genuine = verify(
          'sha256',
          Buffer.from(`${headers['x-timestamp']}\n${method}\n${target}`),
          { key: publicKey, dsaEncoding: 'ieee-p1363' },
          Buffer.from(headers['x-signature'] ?? '', 'hex'),
        );
        expect(genuine, `${method} ${target}`).toBe(true);
        if (count === 0) break;
      }
    }
  });
});

function replaced(list: readonly unknown[], at: number, value: unknown): unknown[] {
  return list.map((item, index) => (index === at ? value : item));
}

function querySent(endpoint: Endpoint, value: unknown): string {
  const entries =
    endpoint.queryField === undefined ? Object.entries(value as object) : [[endpoint.queryField, value]];
  return new URLSearchParams(entries.map(([name, item]) => [String(name), String(item)])).toString();
}

/** The multipart body, read by the platform's own parser. */
async function expectUpload(request: RawRequest, [filename, data]: unknown[]): Promise<void> {
  expect(request.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
  const form = await new Response(new Uint8Array(request.body), { headers: request.headers }).formData();
  const file = form.get('file');
  expect([...form.keys()]).toEqual(['file']);
  expect(file instanceof File && file.name).toBe(filename);
  expect(file instanceof File && new Uint8Array(await file.arrayBuffer())).toEqual(data);
}

/** Values that are wrong for the body or query of an operation, and where: a path into the argument, or `''`. */
function* wrongValues(endpoint: Endpoint): Generator<[unknown, string]> {
  const schema: Schema<unknown> | undefined = endpoint.body ?? endpoint.query;
  if (!schema) return;
  const fields = fieldsOf(schema);
  const field = endpoint.bodyField ?? endpoint.queryField;
  if (field !== undefined) {
    for (const wrong of wrongFor(fields[field]?.type)) {
      if (wrong !== undefined || endpoint.bodyField) yield [wrong, ''];
    }
    return;
  }
  if (schema.type === 'unknown') {
    for (const wrong of [
      undefined,
      Number.NaN,
      1n,
      () => 1,
      new Map(),
      Promise.resolve(),
      new Uint8Array(2),
    ]) {
      yield [wrong, ''];
    }
    yield [{ deep: [{ wrong: Number.POSITIVE_INFINITY }] }, 'deep.0.wrong'];
    return;
  }
  for (const wrong of [null, [], 'text', 3, true, ...(endpoint.body ? [undefined] : [])]) yield [wrong, ''];
  const good = sample(schema) as Record<string, unknown>;
  for (const [name, entry] of Object.entries(fields)) {
    for (const wrong of wrongFor(requiredSchema(entry).type)) {
      if (wrong !== undefined || entry.type !== 'optional') yield [{ ...good, [name]: wrong }, name];
    }
  }
}

function wrongFor(type: SchemaType | undefined): unknown[] {
  const wrong: unknown[] = [undefined, null, Symbol('s'), () => 1, 1n];
  if (type === 'optional') return [null, 'text', -1, Number.NaN, Number.POSITIVE_INFINITY, {}];
  if (type === 'unknown') return [];
  if (type === 'integer' || type === 'time')
    return [...wrong.slice(1), 'text', -1, Number.NaN, Number.POSITIVE_INFINITY, true, {}];
  if (type !== 'string') wrong.push('text');
  if (type !== 'number') wrong.push(3);
  if (type === 'number') wrong.push(Number.NaN, Number.POSITIVE_INFINITY);
  if (type !== 'boolean') wrong.push(true);
  if (type !== 'array') wrong.push(['text']);
  if (type !== 'object' && type !== 'record') wrong.push({});
  return wrong;
}
