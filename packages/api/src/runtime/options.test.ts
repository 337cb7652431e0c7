import { Transport, type TransportLike } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeFilesAPI } from '../groups/files/node/NodeFilesAPI.ts';
import { EmployeesAPI, responseValidator, TasksAPI } from '../index.ts';
import { rotateAgentKey, workingAgentKey } from '../keys/index.ts';
import { classes, endpointOf, goodArguments, invoke, operations } from '../testing/operations.ts';
import { type RawServer, rawServer } from '../testing/rawServer.ts';

let server: RawServer;
let transport: Transport;
beforeAll(async () => {
  server = await rawServer();
  transport = new Transport({ endpoint: server.url, dashboardEndpoint: server.url, apiKey: 'mi_example' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** The error that rejects the first step of a call or a loop. Expects that no request was sent. */
async function refusal(call: unknown): Promise<unknown> {
  const before = server.seen.length;
  const first = 'then' in Object(call) ? (call as Promise<unknown>) : (call as AsyncGenerator).next();
  const error = await first.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(server.seen).toHaveLength(before);
  return error;
}

const unused = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('The keystore was used.');
    },
  },
) as never;

/** The methods that are no operation, each with a misspelt option. */
const others: Record<string, (at: TransportLike) => unknown> = {
  'employees.waitUntilReady': (at) => new EmployeesAPI(at).waitUntilReady('o', 'a', { timout: 1 } as never),
  'employees.followLogs': (at) => new EmployeesAPI(at).followLogs('o', 'a', { timout: 1 } as never),
  'tasks.wait': (at) => new TasksAPI(at).wait('o', 't', { timout: 1 } as never),
  'files.downloadTo': (at) => new NodeFilesAPI(at).downloadTo('o', 'f', '/none', { timout: 1 } as never),
  'files.uploadFrom': (at) => new NodeFilesAPI(at).uploadFrom('o', '/none', { timout: 1 } as never),
  rotateAgentKey: (at) => rotateAgentKey(unused, at, 'o', 'a', { timout: 1 } as never),
  workingAgentKey: (at) => workingAgentKey(unused, at, 'o', 'a', { timout: 1 } as never),
};
/** For the classes that extend these. */
const PROTECTED = ['call', 'openBytes', 'openStream', 'openDownload'];

test('behavior: covers each public method', () => {
  const known = new Set([...operations.map(({ operation }) => operation), ...Object.keys(others)]);
  for (const [group, Class] of Object.entries({ ...classes, files: NodeFilesAPI })) {
    const methods = [Class.prototype, Object.getPrototypeOf(Class.prototype)].flatMap(
      Object.getOwnPropertyNames,
    );
    for (const method of methods) {
      if (method === 'constructor' || PROTECTED.includes(method) || method.startsWith('#')) continue;
      expect([...known]).toContain(`${group}.${method}`);
    }
  }
});

describe.each(operations)('$operation', (recorded) => {
  test('error: refuses a misspelt option and sends nothing', async () => {
    const call = invoke(transport, recorded.operation, [...goodArguments(recorded), { timout: 5_000 }]);
    expect(await refusal(call)).toMatchObject({
      code: 'invalid_argument',
      argument: 'options.timout',
      hint: 'Did you mean `timeout`?',
    });
  });
});

test.each(
  operations.filter(({ operation }) => endpointOf(operation)?.query && !endpointOf(operation)?.queryField),
)('error: $operation refuses a misspelt field of the query', async (recorded) => {
  const args = goodArguments(recorded);
  const query = { ...(args.pop() as object), limitt: 1 };
  expect(await refusal(invoke(transport, recorded.operation, [...args, query]))).toMatchObject({
    code: 'invalid_argument',
    argument: expect.stringMatching(/^\w+\.limitt$/),
  });
});

test.each(Object.entries(others))('error: %s refuses a misspelt option', async (_, call) => {
  expect(await refusal(call(transport))).toMatchObject({
    code: 'invalid_argument',
    argument: 'options.timout',
    hint: expect.stringMatching(/^Did you mean `timeout(Ms)?`\?$|^(The|Among the \d+) options are/),
  });
});

test('error: refuses options of the transport in a method', async () => {
  for (const option of [
    { query: { a: 1 } },
    { body: {} },
    { as: 'response' },
    { host: 'dashboard' },
    { raw: true },
  ]) {
    const call = invoke(transport, 'tasks.get', ['o', 't', option]);
    expect(await refusal(call)).toMatchObject({ argument: `options.${Object.keys(option)[0]}` });
  }
});

test.each(['queued', 5, null, [], () => undefined])('error: refuses %j as options', async (options) => {
  expect(await refusal(invoke(transport, 'tasks.get', ['o', 't', options]))).toMatchObject({
    argument: 'options',
    message: expect.stringMatching(/^options must be an object/),
  });
});

test('error: responseValidator refuses a misspelt option', () => {
  // @ts-expect-error: it is `validate`
  expect(() => responseValidator({ validte: 'strict' })).toThrow('options.validte is not an option');
});

test('behavior: sends unknown fields of a body', async () => {
  server.answer = { status: 200, body: '{}' } as never;
  await (
    invoke(transport, 'tasks.create', ['o', { title: 't', deadline: 'soon' }]) as Promise<unknown>
  ).catch(() => 0);
  expect(String(server.seen.at(-1)?.body)).toContain('"deadline":"soon"');
});
