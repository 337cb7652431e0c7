import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, raw, startWorld, type World } from '../testing/world.ts';

let world: World;
let officeId: string;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
  officeId = (await world.office()).id;
});
afterAll(() => world?.close());

function post(path: string, key: string, body: unknown, apiKey = world.emulator.apiKey) {
  const headers = { ...json(apiKey), 'Idempotency-Key': key };
  return raw(world.emulator.endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const json = (apiKey = world.emulator.apiKey) => ({
  Authorization: `Bearer ${apiKey}`,
  'Content-Type': 'application/json',
});
const tasks = () => `/api/v1/offices/${officeId}/tasks`;
const count = async () => (await world.owner.tasks.stats(officeId)).total;

describe('Idempotency-Key', () => {
  test('default: repeats the response to the same key and does nothing twice', async () => {
    const before = await count();
    const first = await post(tasks(), 'one', { title: 'once' });
    expect(first.status).toBe(200);
    expect(first.headers.get('idempotent-replayed')).toBe('false');
    const again = await Promise.all(
      Array.from({ length: 20 }, () => post(tasks(), 'one', { title: 'once' })),
    );
    for (const answer of again) {
      expect([answer.status, answer.text]).toEqual([200, first.text]);
      expect(answer.headers.get('idempotent-replayed')).toBe('true');
    }
    expect(await count()).toBe(before + 1);
  });

  test('behavior: ignores keys without a header when disabled', async () => {
    const ignorant = await startWorld({ brain: 'none', idempotencyKeys: false });
    try {
      const { id } = await ignorant.office();
      const { endpoint, apiKey } = ignorant.emulator;
      for (let times = 0; times < 2; times++) {
        const { status, headers } = await raw(`${endpoint}/api/v1/offices/${id}/tasks`, {
          method: 'POST',
          headers: { ...json(apiKey), 'Idempotency-Key': 'one' },
          body: JSON.stringify({ title: 'twice' }),
        });
        expect([status, headers.get('idempotent-replayed')]).toEqual([200, null]);
      }
      expect(await ignorant.owner.tasks.list(id)).toHaveLength(2);
    } finally {
      await ignorant.close();
    }
  });

  test('behavior: gives racing requests one response', async () => {
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(tasks(), 'race', { title: 'race' })),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  test('behavior: repeats a response without a body', async () => {
    const task = await world.owner.tasks.create(officeId, { title: 'log' });
    await world.owner.employees.hire(officeId, { name: 'aria' });
    await world.owner.tasks.update(officeId, task.id, { assigned_to: 'aria' });
    const line = () => post(`${tasks()}/${task.id}/log`, 'line', { message: 'a step' });
    expect([(await line()).status, (await line()).status]).toEqual([204, 204]);
    const activity = await world.owner.employees.activity(officeId, 'aria');
    expect(activity.filter(({ summary }) => summary === 'a step')).toHaveLength(1);
  });

  test('error: answers 422 to the same key with another body or path', async () => {
    await post(tasks(), 'two', { title: 'a' });
    expect(await post(tasks(), 'two', { title: 'b' })).toMatchObject({
      status: 422,
      json: { code: 'idempotency_key_reused' },
    });
    const other = await world.office('other');
    const elsewhere = await post(`/api/v1/offices/${other.id}/tasks`, 'two', { title: 'a' });
    expect(elsewhere.status).toBe(422);
  });

  test('behavior: separates keys by caller and operation', async () => {
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

  test('behavior: does not store a refusal: the key works later', async () => {
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

  test('behavior: forgets a key after a day', async () => {
    const first = await post(tasks(), 'daily', { title: 'a' });
    time += 24 * 60 * 60 * 1000 + 1;
    const next = await post(tasks(), 'daily', { title: 'b' });
    expect(next.status).toBe(200);
    expect(next.text).not.toBe(first.text);
  });

  test('behavior: compares uploads by name and bytes, not by the form', async () => {
    const upload = (content: string) => {
      const form = new FormData();
      form.append('file', new Blob([content]), 'a.txt');
      return fetch(`${world.emulator.endpoint}/api/v1/offices/${officeId}/files`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${world.emulator.apiKey}`, 'Idempotency-Key': 'upload' },
        body: form,
      });
    };
    const changes = async () => (await world.owner.files.changes(officeId)).events.length;
    const before = await changes();
    expect((await upload('one')).status).toBe(204);
    expect((await upload('one')).headers.get('idempotent-replayed')).toBe('true');
    expect((await upload('two')).status).toBe(422);
    expect(await changes()).toBe(before + 1);
  });

  test('behavior: shares keys between both hosts', async () => {
    const body = JSON.stringify({ name: 'clara' });
    const hire = (url: string) =>
      raw(url, { method: 'POST', headers: { ...json(), 'Idempotency-Key': 'hosts' }, body });
    const first = await hire(`${world.emulator.dashboardEndpoint}/api/offices/${officeId}/employees`);
    const again = await hire(`${world.emulator.endpoint}/api/v1/offices/${officeId}/employees`);
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  test('behavior: supports keys for PATCH, PUT and DELETE, not for reads', async () => {
    const office = await world.office('methods');
    const send = (method: string, path: string, body?: unknown, key = 'method') => {
      const headers = { ...json(), 'Idempotency-Key': key };
      const url = `${world.emulator.endpoint}/api/v1/offices/${office.id}${path}`;
      return raw(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    };
    for (const replay of ['false', 'true']) {
      for (const [method, path, body] of [
        ['PATCH', '/settings', { theme: 'dark' }],
        ['PUT', '/secrets/token', { value: 'v' }],
        ['PUT', '/env', { A: '1' }],
        ['DELETE', '/env/A', undefined],
      ] as const) {
        const { status, headers } = await send(method, path, body);
        expect([method, path, status < 300, headers.get('idempotent-replayed')]).toEqual([
          method,
          path,
          true,
          replay,
        ]);
      }
    }
    expect((await send('DELETE', '/env/A', undefined, 'another')).status).toBe(404);
    expect((await send('GET', '/env', undefined, 'a b')).headers.get('idempotent-replayed')).toBeNull();
  });

  test('behavior: repeats a response after its resource was deleted', async () => {
    const office = await world.office('gone');
    const { id } = world.emulator.createUser('third@mitosis.test');
    await world.agent(office.id, 'aria');
    const at = `${world.emulator.endpoint}/api/v1/offices/${office.id}`;
    const send = (method: string, path: string, key: string, body?: unknown) =>
      raw(at + path, {
        method,
        headers: { ...json(), 'Idempotency-Key': key },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    // The office is there and the agent is not; then the office is another user's; then it is gone.
    const hired = await send('POST', '/employees', 'hire', { name: 'bo' });
    await send('DELETE', '/employees/bo', 'fire');
    expect(await send('DELETE', '/employees/bo', 'fire')).toMatchObject({ status: 204 });
    expect(await send('DELETE', '/employees/bo', 'fire-again')).toMatchObject({ status: 404 });
    expect(await send('POST', '/employees', 'hire', { name: 'bo' })).toMatchObject({ text: hired.text });
    for (const status of [204, 204]) {
      expect(await send('POST', '/transfer', 'give', { new_owner_id: id })).toMatchObject({ status });
    }
    expect(await send('POST', '/transfer', 'give-again', { new_owner_id: id })).toMatchObject({
      status: 403,
    });
    // The response is for the same request of the same caller only.
    expect(await send('POST', '/transfer', 'give', { new_owner_id: 'x' })).toMatchObject({ status: 422 });
    const other = await world.office('gone too');
    const remove = () =>
      raw(`${world.emulator.endpoint}/api/v1/offices/${other.id}`, {
        method: 'DELETE',
        headers: { ...json(), 'Idempotency-Key': 'delete' },
      });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    expect(await failure(world.owner.offices.delete(other.id))).toMatchObject({ status: 404 });
  });

  test('behavior: finishes a command with a key after its client left', async () => {
    const at = `/api/v1/offices/${officeId}/workspace/exec`;
    const body = { command: 'sleep 0.3; echo done >> log.txt' };
    const gone = new AbortController();
    const headers = { ...json(), 'Idempotency-Key': 'exec' };
    const first = fetch(world.emulator.endpoint + at, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: gone.signal,
    });
    setTimeout(() => gone.abort(), 100);
    await expect(first).rejects.toThrow();
    const again = await post(at, 'exec', body);
    expect(again).toMatchObject({ status: 200, json: { exit_code: 0 } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const file = await world.owner.files.download(officeId, 'log.txt');
    expect(await file.text()).toBe('done\n');
  });

  test('error: answers 400 to an invalid key', async () => {
    expect((await post(tasks(), 'a'.repeat(256), { title: 'a' })).status).toBe(400);
    expect((await post(tasks(), 'a b', { title: 'a' })).status).toBe(400);
  });
});
