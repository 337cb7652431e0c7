import { serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { EmployeesAPI } from '../groups/employees/EmployeesAPI.ts';
import { TasksAPI } from '../groups/tasks/TasksAPI.ts';
import { type ContractViolation, responseValidator } from './responseValidator.ts';

const task = { id: 't1', office_id: 'o1', title: 'x', status: 'queued', created_at: '2026-01-01T00:00:00Z' };
const answering = (answer: unknown) => serve((_, response) => response.end(JSON.stringify(answer)));

test('default: off: accepts violations of the contract', async () => {
  await using server = await answering([{ ...task, title: 7 }]);
  expect(responseValidator({})).toBeUndefined();
  expect(await new TasksAPI(new Transport({ endpoint: server.url })).list('o1')).toMatchObject([
    { title: 7 },
  ]);
});

test.each([
  [
    'a field of another kind',
    [task, { ...task, title: 7 }],
    { path: '1.title', expected: 'text', received: 'a number' },
  ],
  [
    'a field that is missing',
    [{ ...task, id: undefined }],
    { path: '0.id', expected: 'text', received: 'nothing' },
  ],
])('behavior: warn: reports %s and returns the response', async (_, answer, drift) => {
  await using server = await answering(answer);
  const drifts: ContractViolation[] = [];
  const check = responseValidator({ validate: 'warn', onContractViolation: (one) => drifts.push(one) });
  expect(await new TasksAPI(new Transport({ endpoint: server.url }), check).list('o1')).toEqual(
    JSON.parse(JSON.stringify(answer)),
  );
  expect(drifts).toEqual([{ operation: 'tasks.list', ...drift }]);
});

test.each([
  [{ name: 'aria', modelTier: 'sonnet', modelProvider: 'anthropic' }, 'status', 'an object'],
  [
    { name: 'aria', modelTier: 'sonnet', modelProvider: 'anthropic', status: { phase: 'ready' } },
    'status.ready',
    'true or false',
  ],
])('behavior: warn: reports what is missing in %j', async (agent, path, expected) => {
  await using server = await answering(agent);
  const drifts: ContractViolation[] = [];
  const check = responseValidator({ validate: 'warn', onContractViolation: (one) => drifts.push(one) });
  await new EmployeesAPI(new Transport({ endpoint: server.url }), check).get('o1', 'aria');
  expect(drifts).toEqual([{ operation: 'employees.get', path, expected, received: 'nothing' }]);
});

test('behavior: strict: accepts responses of older servers and unknown fields', async () => {
  const check = responseValidator({ validate: 'strict' });
  await using empty = await answering(null);
  expect(await new TasksAPI(new Transport({ endpoint: empty.url }), check).list('o1')).toEqual([]);
  await using other = await answering([{ ...task, created_at: 0, mood: 'good' }]);
  expect(await new TasksAPI(new Transport({ endpoint: other.url }), check).list('o1')).toMatchObject([
    { created_at: '1970-01-01T00:00:00.000Z', mood: 'good' },
  ]);
});

test('error: strict: rejects violations of the contract', async () => {
  await using server = await answering({ ...task, status: null });
  const call = new TasksAPI(
    new Transport({ endpoint: server.url }),
    responseValidator({ validate: 'strict' }),
  ).get('o1', 't1');
  await expect(call).rejects.toMatchObject({
    name: 'UnexpectedResponseError',
    message: expect.stringContaining('null instead of text at status'),
  });
});
