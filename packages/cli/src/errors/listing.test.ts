import { expect, test } from 'vitest';
import { listing } from './listing.ts';

test.each([
  ['http://h/api/v1/offices/o1', 'mi offices list'],
  ['http://h/api/v1/offices/o1/employees', 'mi offices list'],
  ['http://h/api/v1/offices/o1/tasks/t1?x=1', 'mi tasks list -o o1'],
  ['http://h/api/v1/offices/o1/files/a%2Fb', 'mi files ls -o o1'],
  ['http://h/api/v1/offices/o1/employees/aria/logs?tail=2', 'mi agents list -o o1'],
  ['http://h/api/v1/offices/o1/xmtp/conversations/aria/messages', 'mi agents list -o o1'],
  ['http://h/api/v1/offices/o1/constructor/x', undefined],
  ['http://h/api/v1/offices/o1/backups/b1', undefined],
  ['http://h/api/v1/marketplace', undefined],
  ['', undefined],
])('default: %s', (url, command) => {
  expect(listing(url)).toBe(command);
});
