import { expect, test } from 'vitest';
import { closest } from './closest.ts';

const commands = ['offices list', 'offices create', 'agents', 'tasks', 'login'];

test.each([
  ['offices lst', 'offices list'],
  ['offices craete', 'offices create'],
  ['agent', 'agents'],
  ['taks', 'tasks'],
  ['logn', 'login'],
])('default: %s is near %s', (typed, meant) => {
  expect(closest(typed, commands)).toBe(meant);
});

test.each(['zzz', 'a', ''])('behavior: %j is near nothing', (typed) => {
  expect(closest(typed, commands)).toBeUndefined();
});
