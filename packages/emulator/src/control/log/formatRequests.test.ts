import { expect, test } from 'vitest';
import type { LoggedRequest } from '../RequestLog.ts';
import { formatRequests } from './formatRequests.ts';

const listed: LoggedRequest = {
  id: 'r1',
  time: Date.parse('2026-01-02T03:04:05.678Z'),
  durationMs: 1.4,
  host: 'office-manager',
  method: 'GET',
  target: '/api/v1/offices',
  operation: 'offices.list',
  caller: { kind: 'user', id: 'u', name: 'dev@mitosis.test' },
  status: 200,
  requestHeaders: {},
  responseBody: '[]',
  unexpected: false,
};

test('default: a line for each request, with the error and the body of those that were refused', () => {
  const { operation: _, caller: __, ...unknown } = listed;
  const requests: LoggedRequest[] = [
    listed,
    {
      ...listed,
      method: 'POST',
      status: 404,
      error: { code: 'not_found', message: 'There is no office x.' },
      requestBody: 'a'.repeat(400),
      unexpected: true,
    },
    { ...unknown, status: 0, fault: { description: 'drop' } },
    { ...unknown, status: 502, responseBody: 'Bad Gateway' },
  ];
  expect(formatRequests(requests).split('\n')).toEqual([
    '  03:04:05.678 200  GET /api/v1/offices (offices.list) by dev@mitosis.test in 1 ms',
    '  03:04:05.678 404  POST /api/v1/offices (offices.list) by dev@mitosis.test in 1 ms ← unexpected',
    '      not_found: There is no office x.',
    `      request:  ${'a'.repeat(300)} … (400 characters)`,
    '  03:04:05.678 none GET /api/v1/offices by an unknown caller in 1 ms fault: drop',
    '      response: []',
    '  03:04:05.678 502  GET /api/v1/offices by an unknown caller in 1 ms',
    '      response: Bad Gateway',
  ]);
  expect(formatRequests([])).toBe('  none');
});

test('behavior: escapes what a terminal would not print', () => {
  const hostile = { ...listed, target: '/a\u001b[31m\n\u202e\u2028b', status: 400, requestBody: '\u0007\r' };
  const text = formatRequests([hostile]);
  expect(text).toContain('/a\\u{1b}[31m\\u{a}\\u{202e}\\u{2028}b');
  expect(text).not.toMatch(/[^\P{C}\n]/u);
});

test('behavior: shows the last 50', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ ...listed, target: `/${index}/` }));
  const lines = formatRequests(many).split('\n');
  expect(lines[0]).toBe('  … 10 earlier requests');
  expect(lines).toHaveLength(51);
  expect(lines[1]).toContain(' /10/ ');
});
