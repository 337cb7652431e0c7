import { expect, test } from 'vitest';
import { closest } from './closest.ts';

const commands = ['offices list', 'offices create', 'agents', 'tasks', 'login'];

test.each([
  ['offices lst', 'offices list'],
  ['offices craete', 'offices create'],
  ['agent', 'agents'],
  ['taks', 'tasks'],
  ['logn', 'login'],
])('default: %s is closest to %s', (typed, meant) => {
  expect(closest(typed, commands)).toBe(meant);
});

test.each(['zzz', 'a', ''])('behavior: finds nothing near %j', (typed) => {
  expect(closest(typed, commands)).toBeUndefined();
});
