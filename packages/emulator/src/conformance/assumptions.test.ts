import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as values from '../assumptions.ts';
import { assumptions } from './assumptions.ts';

/** The comment before each exported constant of `assumptions.ts`. */
function comments(): Map<string, string> {
  const text = readFileSync(new URL('../assumptions.ts', import.meta.url), 'utf8');
  const found = text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+)/g);
  return new Map([...found].map(([, comment = '', name = '']) => [name, comment]));
}

/** The names of a constant's parts: those of its fields if it is a plain object. */
function partsOf(name: string, value: unknown): string[] {
  const isPlain = Object.getPrototypeOf(Object(value)) === Object.prototype;
  return isPlain ? Object.keys(Object(value)).map((part) => `${name}.${part}`) : [name];
}

test('default: has each exported assumption, with a check or the reason why it cannot be tried', () => {
  const exported = Object.entries(values).flatMap(([name, value]) => partsOf(name, value));
  expect(assumptions.map(({ name }) => name).sort()).toEqual(exported.sort());
  for (const assumption of assumptions) {
    expect('untried' in assumption ? assumption.untried : assumption.check).toMatch(/\w{2}/);
  }
});

test('default: has the values and the marks of assumptions.ts', () => {
  const texts = comments();
  expect([...texts.keys()].sort()).toEqual(Object.keys(values).sort());
  for (const { name, mark, value } of assumptions) {
    const [constant = '', part] = name.split('.');
    const whole: unknown = Reflect.get(values, constant);
    const own: unknown = part === undefined ? whole : Reflect.get(Object(whole), part);
    expect(value, name).toEqual(own instanceof RegExp ? own.source : own);
    expect(texts.get(constant), name).toContain(`(${mark})`);
  }
});
