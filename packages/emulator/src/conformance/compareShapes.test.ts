import { expect, test } from 'vitest';
import { compareBodies } from './compareShapes.ts';

const rules = { names: ['mi-a', 'mi-b'], values: false, ignore: [] } as const;
const message = (more: object) => ({ id: 'mi-a', ...more });

test('behavior: without values, items of another shape between those that are expected are no difference', () => {
  const model = [message({ session_key: 'x' }), message({ session_key: 'x' })];
  const live = [message({}), message({ session_key: 'x' }), message({})].map((item) => ({
    ...item,
    id: 'mi-b',
  }));
  expect(compareBodies(model, live, rules)).toEqual([]);
});

test('behavior: without values, a field that no item has is a difference', () => {
  const model = [message({ session_key: 'x' }), message({ session_key: 'x' })];
  const live = [{ id: 'mi-b' }, { id: 'mi-b' }];
  expect(compareBodies(model, live, rules)).toEqual([
    { what: 'field [].session_key', expected: 'string', observed: 'missing' },
  ]);
});
