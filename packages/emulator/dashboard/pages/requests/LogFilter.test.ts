import { describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../../src/control/RequestLog.ts';
import { filterOf, type LogFilter, NO_FILTER } from './LogFilter.ts';

const request = (over: Partial<LoggedRequest>): LoggedRequest => ({
  id: 'req_1',
  time: 0,
  durationMs: 1,
  host: 'office-manager',
  method: 'GET',
  target: '/api/v1/offices/o1/tasks',
  operation: 'tasks.list',
  status: 200,
  requestHeaders: {},
  unexpected: false,
  ...over,
});
const requests = [
  request({ id: 'list', caller: { kind: 'user', id: 'u', name: 'Dev@mitosis.test' } }),
  request({ id: 'create', method: 'POST', operation: 'tasks.create', status: 201 }),
  request({
    id: 'dropped',
    operation: 'tasksx.list',
    status: 0,
    fault: { description: 'Drop the connection' },
  }),
  request({
    id: 'refused',
    operation: 'employees.hire',
    status: 404,
    error: { code: 'not_found', message: 'No such office.' },
    unexpected: true,
    caller: { kind: 'agent', id: 'a', name: 'aria' },
  }),
  request({ id: 'unknown', target: '/nothing', status: 501 }),
].map(({ operation, ...rest }) => (rest.id === 'unknown' ? rest : { ...rest, operation: operation ?? '' }));

describe('filterOf', () => {
  test.each<[Partial<LogFilter>, string[]]>([
    [{}, ['list', 'create', 'dropped', 'refused', 'unknown']],
    [{ text: '  POST  TASKS ' }, ['create']],
    [{ text: 'such office' }, ['refused']],
    [{ text: 'drop the' }, ['dropped']],
    [{ text: 'dev@MITOSIS' }, ['list']],
    [{ text: 'req.*' }, []],
    [{ operation: 'tasks.*' }, ['list', 'create']],
    [{ operation: 'tasks.list' }, ['list']],
    [{ status: '4' }, ['refused']],
    [{ status: '0' }, ['dropped']],
    [{ status: '201' }, ['create']],
    [{ caller: 'aria' }, ['refused']],
    [{ faulty: true }, ['dropped']],
    [{ unexpected: true }, ['refused']],
    [{ unexpected: true, faulty: true }, []],
  ])('default: %j leaves %j', (filter, left) => {
    expect(requests.filter(filterOf({ ...NO_FILTER, ...filter })).map(({ id }) => id)).toEqual(left);
  });
});
