import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../src/control/FaultControl.ts';
import { describeConditions } from './describeConditions.ts';
import { readFields } from './faultFields.ts';
import { fieldsOf, ruleOf } from './faultForm.ts';
import { describeFault, PRESETS } from './faultKinds.ts';

const RULES: [FaultRule, string, string][] = [
  [{ fault: 503 }, 'Refuse with 503', 'all requests'],
  [
    { fault: { status: 429, retryAfter: 0.5 }, operation: ['tasks.*', 'files.list'], nth: { every: 3 } },
    'Refuse with 429; Retry-After 0.5 s',
    'every 3rd request of tasks.*, files.list',
  ],
  [{ fault: { responseMs: 1_500 }, nth: 11 }, 'Delay the response by 1.5 s', 'only the 11th request'],
  [
    { fault: { workMs: 20 }, probability: 0.07, seed: 0 },
    'Process for 20 ms',
    '7 % of all requests (seed 0)',
  ],
  [
    {
      fault: 'drop',
      route: 'POST /a',
      host: 'dashboard',
      caller: 'a@b.c',
      agent: 'aria',
      times: 2,
      forMs: 90_000,
    },
    'Break after',
    'all requests to POST /a on the dashboard by a@b.c about aria at most 2 times for 1 min 30 s',
  ],
  [
    { fault: 'cut', operation: 'tasks.create', nth: 1 },
    'Break within',
    'only the 1st request of tasks.create',
  ],
  [{ fault: { bytesPerSecond: 2_000 } }, 'Send 2,000 bytes per second', 'all requests'],
  [{ fault: { stallAfter: 0 } }, 'Stall event streams after 0 events', 'all requests'],
  [{ fault: { events: 'duplicate' } }, 'Repeat events', 'all requests'],
  [{ fault: { events: 'reorder' } }, 'Reorder events', 'all requests'],
  [{ fault: { dateSkewMs: -60_000 } }, 'Send a Date 1 min behind', 'all requests'],
];

describe('the form of a rule', () => {
  test.each(RULES)('default: %j survives the form, and is described', (rule, fault, conditions) => {
    const fields = fieldsOf(rule);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, ` ${value} `);
    expect(readFields(form)).toEqual(fields);
    expect(ruleOf(fields)).toEqual(rule);
    expect([describeFault(rule.fault), describeConditions(rule)]).toEqual([fault, conditions]);
  });

  test('behavior: a fault with several parts is described, but does not fit the form', () => {
    const fault = { responseMs: 20, dateSkewMs: 1_000 };
    expect(describeFault(fault)).toBe('Delay the response by 20 ms; Send a Date 1 s ahead');
    expect(fieldsOf({ fault }).kind).toBe('');
  });

  test.each(PRESETS)('behavior: the preset $label is described', ({ rule }) => {
    expect(describeFault(rule.fault)).toMatch(/^[A-Z]/);
    expect(
      ruleOf({ ...fieldsOf(rule), ...(typeof rule.fault === 'object' && { kind: 'reset' }) }),
    ).toMatchObject({
      ...rule,
      fault: expect.anything(),
    });
  });

  test.each([
    [{ kind: '' }, 'Choose what happens.'],
    [{ status: 'x' }, 'Status: enter a number.'],
    [{ status: '' }, 'Status: enter a number.'],
    [{ nth: '1', every: '2' }, 'Fill in either the nth request, or every nth.'],
    [{ probability: 'often' }, 'Probability, in %: enter a number.'],
  ])('error: %j is refused', (changes, message) => {
    expect(() => ruleOf({ ...fieldsOf({ fault: 503 }), ...changes })).toThrow(message);
  });
});
