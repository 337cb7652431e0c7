import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, type World } from '../testing/world.ts';
import type { Fault, FaultyRequest } from './Faults.ts';

let world: World;
let officeId: string;
let next: Fault | undefined;
const seen: FaultyRequest[] = [];

beforeAll(async () => {
  world = await startWorld({
    brain: 'none',
    faults(request) {
      seen.push(request);
      const fault = next;
      next = undefined;
      return fault;
    },
  });
  officeId = (await world.office()).id;
});
afterAll(() => world?.close());

const count = async () => (await world.owner.tasks.stats(officeId)).total;
const create = () => world.owner.tasks.create(officeId, { title: 'x' });

describe('faults', () => {
  test('default: none, and every request is asked about', async () => {
    const before = await count();
    await create();
    expect(await count()).toBe(before + 1);
    expect(seen[0]).toMatchObject({ host: 'dashboard', method: 'POST', target: '/api/offices' });
    expect(seen.at(-1)).toMatchObject({
      host: 'office-manager',
      method: 'GET',
      target: expect.stringContaining('/stats'),
    });
  });

  test('behavior: reset: nothing is done', async () => {
    const before = await count();
    next = 'reset';
    expect(await failure(create())).toMatchObject({ status: 0, code: 'connection_failed' });
    expect(await count()).toBe(before);
  });

  test('behavior: drop: it is done, and there is no answer', async () => {
    const before = await count();
    next = 'drop';
    expect(await failure(create())).toMatchObject({ status: 0, outcome: 'unknown' });
    expect(await count()).toBe(before + 1);
  });

  test('behavior: a status: nothing is done', async () => {
    const before = await count();
    next = 503;
    expect(await failure(create())).toMatchObject({ status: 503, code: 'fault' });
    expect(await count()).toBe(before);
  });
});
