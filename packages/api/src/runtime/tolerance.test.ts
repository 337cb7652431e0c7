import { Transport, UnexpectedResponseError } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SchemaType } from '../contract/schema.ts';
import {
  CreditsAPI,
  EnvAPI,
  EventsAPI,
  FilesAPI,
  OfficesAPI,
  TasksAPI,
  WhatsAppAPI,
  XMTPAPI,
} from '../index.ts';
import { callThrough, endpointOf, goodArguments, operations } from '../testing/operations.ts';
import { type RawServer, rawServer } from '../testing/rawServer.ts';

const TIME_MS = 1_760_000_000_123;
const TIME = '2025-10-09T08:53:20.123Z';

let server: RawServer;
let transport: Transport;
beforeAll(async () => {
  server = await rawServer();
  transport = new Transport({ endpoint: server.url, apiKey: 'mi_example' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Makes the server answer with this, as JSON or as the text that it is. */
function answer(json: unknown, type = 'application/json'): void {
  server.answer = { type, body: typeof json === 'string' ? json : JSON.stringify(json) };
}

/** The recorded operations whose answer is of one kind. */
function answering(kind: SchemaType) {
  return operations.filter(({ operation }) => {
    const output = endpointOf(operation)?.output;
    return output && output.type === kind;
  });
}

describe('lists', () => {
  test.each(answering('array'))('behavior: $operation reads null as an empty list', async (recorded) => {
    answer(null);
    expect(await callThrough(transport, recorded.operation, goodArguments(recorded))).toEqual([]);
  });

  test('behavior: reads null inside a response as an empty list', async () => {
    answer({ events: null, serverTime: 5 });
    expect(await new FilesAPI(transport).changes('o')).toEqual({ events: [], serverTime: 5 });
    answer([{ id: 'g', members: null, created_at: TIME }]);
    expect(await new XMTPAPI(transport).listGroups('o')).toEqual([
      { id: 'g', members: [], created_at: TIME },
    ]);
    answer({ cpu_core_hours: 1, memory_gib_hours: 1, total_credits: 1, pods: null });
    expect((await new CreditsAPI(transport).usageSummary('o')).pods).toEqual([]);
  });

  test('behavior: keeps all values of a list of unknown type', async () => {
    answer([null, 1, { created_at: TIME_MS }]);
    expect(await new EventsAPI(transport).list('o')).toEqual([null, 1, { created_at: TIME_MS }]);
  });
});

describe('times', () => {
  test('behavior: converts created_at in ms to ISO text, in objects and lists', async () => {
    const task = { id: 't', office_id: 'o', title: 'x', status: 'queued' };
    answer({ ...task, created_at: TIME_MS });
    expect(await new TasksAPI(transport).get('o', 't')).toEqual({ ...task, created_at: TIME });
    answer([
      { ...task, created_at: TIME_MS },
      { ...task, created_at: 'yesterday' },
    ]);
    expect((await new TasksAPI(transport).list('o')).map((one) => one.created_at)).toEqual([
      TIME,
      'yesterday',
    ]);
  });

  test('behavior: leaves a number that is no time unchanged', async () => {
    answer({ id: 'o', created_at: 9e15 });
    expect(await new OfficesAPI(transport).get('o')).toEqual({ id: 'o', created_at: 9e15 });
  });
});

describe('environment variables', () => {
  const methods = {
    values: (env: EnvAPI) => env.values('o'),
    getAgentEnv: (env: EnvAPI) => env.getAgentEnv('o', 'aria'),
  };

  test.each(Object.entries(methods))('behavior: %s reads a map, a list and null', async (_, read) => {
    const env = new EnvAPI(transport);
    answer({ A: '1', __proto: '2' });
    expect(await read(env)).toEqual({ A: '1', __proto: '2' });
    answer([{ key: 'A', value: '1', source: 'office' }, { key: 'B' }]);
    expect(await read(env)).toEqual({ A: '1', B: '' });
    answer(null);
    expect(await read(env)).toEqual({});
  });

  test.each(Object.entries(methods))('behavior: %s accepts __proto__ as a name', async (_, read) => {
    answer('[{"key":"__proto__","value":"x"}]');
    const values = await read(new EnvAPI(transport));
    expect(Object.entries(values)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });

  test.each([['"A=1"'], ['[1]'], ['[null]'], ['[{"value":"1"}]'], ['7']])('error: %s', async (json) => {
    answer(json);
    await expect(new EnvAPI(transport).values('o')).rejects.toBeInstanceOf(UnexpectedResponseError);
  });
});

describe('unknown data', () => {
  test('behavior: keeps unknown fields', async () => {
    const office = { id: 'o', name: 'acme', owner_id: 'u', created_at: TIME, plan: { seats: 3 } };
    answer(office);
    expect(await new OfficesAPI(transport).get('o')).toEqual(office);
  });

  test('behavior: ignores __proto__ in a response', async () => {
    answer('{"id":"o","__proto__":{"polluted":true}}');
    const office = await new OfficesAPI(transport).get('o');
    expect((office as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('behavior: marks an office that existed', async () => {
    answer({ id: 'o', name: 'willow', owner_id: 'u', created_at: TIME, existing: true });
    const office = await new OfficesAPI(transport).create({ name: 'hello' });
    expect([office.name, office.existing]).toEqual(['willow', true]);
  });

  test.each([['null'], ['"text"'], ['[1]'], ['{"a":1}'], ['']])(
    'behavior: refuses %j as a response',
    async (json) => {
      answer(json);
      const expected: unknown = json === '' ? undefined : JSON.parse(json);
      expect(await new WhatsAppAPI(transport).agentStatus('o')).toEqual(expected);
    },
  );
});

describe('responses of something else', () => {
  const page = '<!doctype html><title>Sign in</title>';
  const lists = answering('array');
  const objects = answering('object');

  test('default: covers some operations', () => {
    expect([lists.length, objects.length].every((count) => count > 20)).toBe(true);
  });

  test.each([...lists, ...objects])('error: $operation refuses a web page', async (recorded) => {
    answer(page, 'text/html');
    const call = callThrough(transport, recorded.operation, goodArguments(recorded));
    await expect(call).rejects.toMatchObject({ code: 'unexpected_response', status: 200 });
  });

  test.each(lists)('error: $operation refuses a response that is not a list', async (recorded) => {
    for (const json of ['{}', '"text"', '5', '']) {
      answer(json);
      const call = callThrough(transport, recorded.operation, goodArguments(recorded));
      await expect(call).rejects.toThrow(/instead of a list/);
    }
  });

  test.each(objects)('error: $operation refuses a response that is not an object', async (recorded) => {
    for (const json of ['[]', 'null', '"text"', '5', '']) {
      answer(json);
      const call = callThrough(transport, recorded.operation, goodArguments(recorded));
      await expect(call).rejects.toThrow(/instead of an object/);
    }
  });
});
