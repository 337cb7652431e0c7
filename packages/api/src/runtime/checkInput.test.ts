import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../contract/Endpoint.ts';
import { credits } from '../groups/credits/contract.ts';
import { employees } from '../groups/employees/contract.ts';
import { env } from '../groups/env/contract.ts';
import { files } from '../groups/files/contract.ts';
import { offices } from '../groups/offices/contract.ts';
import { tasks } from '../groups/tasks/contract.ts';
import { transfer } from '../groups/transfer/contract.ts';
import { checkInput } from './GroupAPI.ts';

const cyclic: Record<string, unknown> = {};
cyclic['self'] = { cyclic };

/** The error message for a body or a query; `undefined` when it is accepted. */
function refusal(endpoint: Endpoint, input: { body?: unknown; query?: unknown }): string | undefined {
  try {
    checkInput(endpoint, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    expect(error.message.startsWith(error.argument)).toBe(true);
    return error.message;
  }
}

describe('a body', () => {
  test.each([
    [tasks.create, undefined, 'req is missing.'],
    [tasks.create, null, 'req must be an object, got null.'],
    [tasks.create, [{ title: 'x' }], 'req must be an object, got a list.'],
    [tasks.create, 'title', 'req must be an object, got text.'],
    [tasks.create, {}, 'req.title is missing.'],
    [tasks.create, { title: undefined }, 'req.title is missing.'],
    [tasks.create, { title: 'x', priority: '1' }, 'req.priority must be a number, got text.'],
    [tasks.create, { title: 'x', priority: Number.NaN }, 'req.priority must be a finite number, got NaN.'],
    [
      tasks.update,
      { status: 'finished' },
      'req.status must be one of "running" | "completed" | "failed" | "done", got text.',
    ],
    [tasks.log, { message: 1 }, 'entry.message must be text, got a number.'],
    [employees.hire, { name: 'a', skills: ['x', 2] }, 'req.skills.1 must be text, got a number.'],
    [employees.hire, { name: 'a', env: { A: true } }, 'req.env.A must be text, got a boolean.'],
    [employees.hire, { name: 'a', env: ['A=1'] }, 'req.env must be an object, got a list.'],
    [
      employees.hire,
      { name: 'a', agentKit: { owner: [] } },
      'req.agentKit.owner must be an object, got a list.',
    ],
    [
      employees.hire,
      { name: 'a', customConfig: { deep: [1n] } },
      'req.customConfig.deep.0 cannot be JSON: it is a bigint.',
    ],
    [offices.transfer, { new_owner_id: undefined }, 'newOwnerId is missing.'],
    [offices.setSecret, { value: { a: 1 } }, 'value must be text, got an object.'],
    [offices.updateSettings, new Map([['a', 1]]), 'settings cannot be JSON: it is a Map.'],
    [env.set, { A: 1 }, 'vars.A must be text, got a number.'],
    [
      credits.add,
      { amount: Number.POSITIVE_INFINITY, reason: 'x' },
      'req.amount must be a finite number, got Infinity.',
    ],
    [transfer.install, undefined, 'data is missing.'],
    [transfer.install, Promise.resolve({}), 'data cannot be JSON: it is a promise.'],
    [transfer.install, { bytes: new Uint8Array(3) }, 'data.bytes cannot be JSON: it is a Uint8Array.'],
    [transfer.install, cyclic, 'data.self.cyclic cannot be JSON: it contains itself.'],
  ] as [Endpoint, unknown, string][])('error: %#', (endpoint, body, message) => {
    expect(refusal(endpoint, { body })).toBe(message);
  });

  test('behavior: accepts all that JSON can carry, including unknown fields', () => {
    const twice = { a: 1 };
    expect(refusal(tasks.create, { body: { title: '', later: [null, twice, twice] } })).toBeUndefined();
    expect(refusal(tasks.create, { body: { title: 'x', description: undefined } })).toBeUndefined();
    expect(
      refusal(transfer.install, { body: { at: new Date(0), nothing: null, list: [[]] } }),
    ).toBeUndefined();
    for (const body of [null, 0, '', false]) expect(refusal(transfer.install, { body })).toBeUndefined();
  });

  test('behavior: does not show possible secrets in an error', () => {
    const secrets = [
      refusal(offices.setSecret, { body: { value: 31337 } }),
      refusal(employees.hire, { body: { name: 'a', bedrockCredentials: 'AKIA-canary' } }),
      refusal(env.set, { body: { TOKEN: ['canary'] } }),
      refusal(tasks.update, { body: { status: 'canary' } }),
    ];
    expect(secrets).toHaveLength(4);
    for (const message of secrets) expect(message).not.toMatch(/canary|31337/);
  });
});

describe('a query', () => {
  test.each([
    [employees.logs, null, 'opts must be an object, got null.'],
    [employees.logs, [5], 'opts must be an object, got a list.'],
    [employees.logs, { tail: Number('abc') }, 'opts.tail must be a finite number, got NaN.'],
    [employees.logs, { tail: -1 }, 'opts.tail must be a whole number, 0 or more, got -1.'],
    [employees.logs, { tail: 1.5 }, 'opts.tail must be a whole number, 0 or more, got 1.5.'],
    [
      employees.logs,
      { tail: 2 ** 60 },
      'opts.tail must be a whole number, 0 or more, got 1152921504606847000.',
    ],
    [employees.logs, { tail: '5' }, 'opts.tail must be a whole number, 0 or more, got text.'],
    [employees.activity, { limit: null }, 'query.limit must be a whole number, 0 or more, got null.'],
    [
      employees.activity,
      { category: '\uD83D' },
      'query.category is not well-formed text: it has half of a surrogate pair.',
    ],
    [
      credits.history,
      { offset: Number.POSITIVE_INFINITY },
      'opts.offset must be a finite number, got Infinity.',
    ],
    [files.changes, { since: -5 }, 'since must be 0 or more, got -5.'],
    [files.changes, { since: Number.NaN }, 'since must be 0 or more, got NaN.'],
  ] as [Endpoint, unknown, string][])('error: %#', (endpoint, query, message) => {
    expect(refusal(endpoint, { query })).toBe(message);
  });

  test('behavior: accepts none, an empty one and a full one', () => {
    for (const query of [undefined, {}, { tail: undefined }, { tail: 0 }, { tail: 200 }]) {
      expect(refusal(employees.logs, { query })).toBeUndefined();
    }
  });
});
