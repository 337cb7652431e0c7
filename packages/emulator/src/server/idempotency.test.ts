import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../testing/world.ts';

let world: World;
let officeId: string;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
  officeId = (await world.office()).id;
});
afterAll(() => world?.close());

function post(path: string, key: string, body: unknown, apiKey = world.emulator.apiKey) {
  const headers = {
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
  };
  return raw(world.emulator.endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const tasks = () => `/api/v1/offices/${officeId}/tasks`;
const count = async () => (await world.owner.tasks.stats(officeId)).total;

describe('Idempotency-Key', () => {
  test('default: the same key gets the same answer, and nothing is done twice', async () => {
    const first = await post(tasks(), 'one', { title: 'once' });
    expect(first.status).toBe(200);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const again = await Promise.all(
      Array.from({ length: 20 }, () => post(tasks(), 'one', { title: 'once' })),
    );
    for (const answer of again) {
      expect([answer.status, answer.text]).toEqual([200, first.text]);
      expect(answer.headers.get('idempotency-replayed')).toBe('true');
    }
    expect(await count()).toBe(1);
  });

  test('behavior: requests that race get one answer', async () => {
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(tasks(), 'race', { title: 'race' })),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  test('behavior: an answer without a body is repeated too', async () => {
    const task = await world.owner.tasks.create(officeId, { title: 'log' });
    await world.owner.employees.hire(officeId, { name: 'aria' });
    await world.owner.tasks.update(officeId, task.id, { assigned_to: 'aria' });
    const line = () => post(`${tasks()}/${task.id}/log`, 'line', { message: 'a step' });
    expect([(await line()).status, (await line()).status]).toEqual([204, 204]);
    const activity = await world.owner.employees.activity(officeId, 'aria');
    expect(activity.filter(({ summary }) => summary === 'a step')).toHaveLength(1);
  });

  test('error: the same key with another body, or on another path, is 422', async () => {
    await post(tasks(), 'two', { title: 'a' });
    expect(await post(tasks(), 'two', { title: 'b' })).toMatchObject({
      status: 422,
      json: { code: 'idempotency_key_reused' },
    });
    const other = await world.office('other');
    const elsewhere = await post(`/api/v1/offices/${other.id}/tasks`, 'two', { title: 'a' });
    expect(elsewhere.status).toBe(422);
  });

  test('behavior: keys of other callers and other operations are others', async () => {
    const { apiKey, id } = world.emulator.createUser('second@mitosis.test');
    const mine = await post(tasks(), 'shared', { title: 'a' });
    const credits = await post(`/api/v1/offices/${officeId}/credits`, 'shared', { amount: 1, reason: 'r' });
    expect(credits).toMatchObject({ status: 200, json: { balance: expect.any(Number) } });
    await world.owner.offices.transfer(officeId, id);
    const theirs = await post(tasks(), 'shared', { title: 'a' }, apiKey);
    expect(theirs.status).toBe(200);
    expect(theirs.text).not.toBe(mine.text);
    await raw(`${world.emulator.endpoint}/api/v1/offices/${officeId}/transfer`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ new_owner_id: world.emulator.user.id }),
    });
  });

  test('behavior: a refusal is not kept: the same key works once the reason is gone', async () => {
    const poor = await world.office('poor');
    const balance = await world.owner.credits.balance(poor.id);
    await world.owner.employees.hire(poor.id, { name: 'aria' });
    const at = `/api/v1/offices/${poor.id}/tasks`;
    await world.owner.offices.suspend(poor.id);
    expect((await post(at, 'later', { title: 'a' })).status).toBe(409);
    await world.owner.offices.resume(poor.id);
    expect((await post(at, 'later', { title: 'a' })).status).toBe(200);
    expect(balance.balance).toBeGreaterThan(0);
  });

  test('behavior: after a day a key is new again', async () => {
    const first = await post(tasks(), 'daily', { title: 'a' });
    time += 24 * 60 * 60 * 1000 + 1;
    const next = await post(tasks(), 'daily', { title: 'b' });
    expect(next.status).toBe(200);
    expect(next.text).not.toBe(first.text);
  });

  test('behavior: uploads are compared by name and bytes, not by the form around them', async () => {
    const upload = (content: string) => {
      const form = new FormData();
      form.append('file', new Blob([content]), 'a.txt');
      return fetch(`${world.emulator.endpoint}/api/v1/offices/${officeId}/files`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${world.emulator.apiKey}`, 'Idempotency-Key': 'upload' },
        body: form,
      });
    };
    expect((await upload('one')).status).toBe(204);
    expect((await upload('one')).headers.get('idempotency-replayed')).toBe('true');
    expect((await upload('two')).status).toBe(422);
    expect((await world.owner.files.changes(officeId)).events).toHaveLength(1);
  });

  test('error: a key that cannot be one is 400', async () => {
    expect((await post(tasks(), 'a'.repeat(256), { title: 'a' })).status).toBe(400);
    expect((await post(tasks(), 'a b', { title: 'a' })).status).toBe(400);
  });
});
