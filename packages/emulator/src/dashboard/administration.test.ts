import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw, startWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    brain: 'none',
    faults: ({ target }) => (target.includes('__emulator') ? 503 : undefined),
  });
});
afterAll(() => world?.close());

function call(
  method: string,
  path: string,
  {
    token = world.emulator.controlToken,
    ...more
  }: { token?: string; body?: string; headers?: Record<string, string> } = {},
) {
  const { headers, body } = more;
  return raw(`${world.emulator.dashboardEndpoint}/__emulator${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
}

describe('the administration', () => {
  test('default: serves the operations of both hosts on all offices', async () => {
    const foreign = await world.emulator.createUser('ada@example.com');
    const headers = { Authorization: `Bearer ${foreign.apiKey}`, 'Content-Type': 'application/json' };
    const made = await raw(`${world.emulator.endpoint}/api/v1/offices`, {
      method: 'POST',
      headers,
      body: '{"name":"hers"}',
    });
    const { id } = made.json as { id: string };
    expect((await call('GET', '/office-manager/api/v1/offices')).json).toMatchObject([{ id, name: 'hers' }]);
    const hired = await call('POST', `/dashboard/api/offices/${id}/employees`, { body: '{"name":"aria"}' });
    expect(hired.json).toMatchObject({ name: 'aria' });
    const query = await call('GET', `/office-manager/api/v1/offices/${id}/employees/aria/activity?limit=1`);
    expect(query.json).toHaveLength(1);
  });

  test('behavior: gives the first user what the administrator creates', async () => {
    const made = await call('POST', '/office-manager/api/v1/offices', { body: '{"name":"acme"}' });
    expect(made.json).toMatchObject({ name: 'acme', owner_id: world.emulator.user.id });
  });

  test('default: serves the messages before one, oldest first', async () => {
    const id = await world.officeWith();
    const { xmtp } = world.owner;
    for (const content of ['one', 'two', 'three']) {
      await xmtp.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content });
    }
    const [conversation] = await xmtp.listConversations(id);
    const last = (await xmtp.getConversationMessages(id, 'aria')).at(-1);
    const path = `/messages/${conversation?.id}/before`;
    const earlier = await call('GET', `${path}/${last?.id}`);
    expect(earlier.json).toMatchObject([{ content: 'one' }, { content: 'two' }]);
    expect((await call('GET', `${path}/msg_none`)).status).toBe(404);
    expect((await call('GET', `${path}/${last?.id}`, { token: 'wrong' })).status).toBe(401);
  });

  test('error: refuses requests without the control token', async () => {
    for (const token of ['', 'wrong', world.emulator.apiKey, `${world.emulator.controlToken}x`]) {
      const refused = await call('GET', '/office-manager/api/v1/offices', { token });
      expect(refused.status).toBe(401);
    }
  });

  test('error: does not accept the control token elsewhere', async () => {
    const headers = { Authorization: `Bearer ${world.emulator.controlToken}` };
    for (const url of [
      `${world.emulator.endpoint}/api/v1/offices`,
      `${world.emulator.dashboardEndpoint}/api/offices`,
    ]) {
      expect((await raw(url, { method: 'GET', headers })).status).not.toBe(200);
    }
  });

  test('error: refuses pages of other sites', async () => {
    const foreign = { headers: { Origin: 'http://example.com' }, body: '{"name":"x"}' };
    expect((await call('POST', '/office-manager/api/v1/offices', foreign)).status).toBe(403);
  });
});
