import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { files } from '../groups/files/contract.ts';
import { offices } from '../groups/offices/contract.ts';
import { tasks } from '../groups/tasks/contract.ts';
import { fillPath } from './GroupAPI.ts';

test('default: returns method and path', () => {
  expect(fillPath(tasks.get, { officeId: 'o 1', taskId: 'a/b' })).toEqual([
    'GET',
    '/api/v1/offices/o%201/tasks/a%2Fb',
  ]);
});

test('default: fills another path of the same operation', () => {
  expect(fillPath(offices.get, { officeId: 'o' }, '/api/offices/{officeId}')).toEqual([
    'GET',
    '/api/offices/o',
  ]);
});

test('behavior: encodes any text as one segment that survives URL normalization', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      if (name === '.' || name === '..' || /\p{Surrogate}/u.test(name)) return;
      const [, path] = fillPath(files.getPermissions, { officeId: 'o', filename: name });
      const { pathname, search, hash } = new URL(`http://localhost${path}`);
      const segments = pathname.split('/');
      expect([search, hash, segments.length]).toEqual(['', '', 8]);
      expect([segments.slice(0, 6).join('/'), segments[7]]).toEqual([
        '/api/v1/offices/o/files',
        'permissions',
      ]);
      expect(decodeURIComponent(segments[6] ?? '')).toBe(name);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['', 'taskId must not be empty.'],
  ['.', 'taskId must not be ..'],
  ['..', 'taskId must not be ...'],
  ['stats', 'taskId must not be stats: that name leads to another operation.'],
  ['\uD800', 'taskId is not well-formed text: it has half of a surrogate pair.'],
  [undefined, 'taskId must be text, got nothing.'],
  [7, 'taskId must be text, got a number.'],
  [['a'], 'taskId must be text, got a list.'],
])('error: refuses %j', (taskId, message) => {
  const refuse = () => fillPath(tasks.get, { officeId: 'o', taskId });
  expect(refuse).toThrow(InvalidArgumentError);
  expect(refuse).toThrow(message);
});
