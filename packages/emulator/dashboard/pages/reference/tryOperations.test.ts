import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../../../src/testing/world.ts';
import { exampleOf } from './exampleOf.ts';
import { type Description, type Operation, operationsOf, typeOf } from './openapi.ts';
import { type Inputs, requestOf } from './requestOf.ts';

const description: Description = JSON.parse(
  readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
);
const operations = operationsOf(description);
const named = (name: string): Operation => {
  const found = operations.find((operation) => operation.name === name);
  if (!found) throw new Error(`No operation ${name}.`);
  return found;
};
const nothing: Inputs = { parameters: {}, body: '' };

describe('operationsOf', () => {
  test('default: keeps every operation, once, in the order of the groups', () => {
    const names = Object.values(description.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(new Set(names).size).toBe(names.length);
    expect([...new Set(operations.map(({ group }) => group))]).toEqual(
      description.tags.map(({ name }) => name),
    );
    expect(named('offices.create').host).toBe('office-manager');
    expect(named('offices.create.dashboard').host).toBe('dashboard');
  });
});

describe('requestOf', () => {
  test('default: puts parameters where they belong, escaped', () => {
    const parameters = { officeId: 'o/1?', name: '$& ü', tail: '5' };
    expect(requestOf(named('employees.logs'), { ...nothing, parameters })).toEqual({
      method: 'GET',
      target: '/api/v1/offices/o%2F1%3F/employees/%24%26%20%C3%BC/logs?tail=5',
      headers: {},
    });
  });

  test('error: names a parameter that is missing, or that would lead to another path', () => {
    const ask = (officeId: string) => () =>
      requestOf(named('tasks.list'), { ...nothing, parameters: { officeId } });
    expect(ask('')).toThrow('Enter officeId.');
    expect(ask('..')).toThrow('officeId cannot be ..');
  });

  test('error: refuses a body that is not JSON, and an upload without a file', () => {
    const parameters = { officeId: 'x' };
    expect(() => requestOf(named('tasks.create'), { parameters, body: '{' })).toThrow('The body is not JSON');
    expect(() => requestOf(named('files.upload'), { parameters, body: '' })).toThrow('Choose a file.');
  });
});

test('typeOf: names types, lists, maps and choices', () => {
  expect(typeOf({ $ref: '#/components/schemas/Task' })).toBe('Task');
  expect(typeOf({ type: 'array', items: { enum: ['a', 'b'] } })).toBe('("a" | "b")[]');
  expect(typeOf({ type: 'object', additionalProperties: { type: 'string' } })).toBe('map of string');
  expect(typeOf({ type: ['string', 'null'] })).toBe('string | null');
  expect(typeOf({})).toBe('anything');
});

describe('exampleOf', () => {
  let world: World;
  let officeId: string;
  beforeAll(async () => {
    world = await startWorld();
    officeId = await world.officeWith('aria');
  });
  afterAll(() => world?.close());

  test.each(operations.filter(({ body }) => body?.type === 'application/json').map(({ name }) => name))(
    'behavior: the emulator understands the example of %s',
    async (name) => {
      const operation = named(name);
      const body = JSON.stringify(exampleOf(description.components.schemas, operation));
      const parameters: Record<string, string> = { officeId, name: 'aria', agentName: 'aria' };
      for (const { name: parameter } of operation.parameters) parameters[parameter] ??= 'x';
      const { method, target, headers } = requestOf(operation, { parameters, body });
      const host =
        operation.host === 'dashboard' ? world.emulator.dashboardEndpoint : world.emulator.endpoint;
      const authorization = `Bearer ${world.emulator.apiKey}`;
      const { status, json } = await raw(host + target, {
        method,
        headers: { ...headers, authorization },
        body,
      });
      // A thing that is not there, or is there already, is another matter.
      expect({ status, json }).toMatchObject({ status: expect.toBeOneOf([200, 201, 202, 204, 404, 409]) });
    },
  );
});
