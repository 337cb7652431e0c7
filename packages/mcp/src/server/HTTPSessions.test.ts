import { expect, test } from 'vitest';
import { type OfficeWithAgent, officeWithAgent } from '../../test/office.ts';
import { settingsOf } from '../MCPOptions.ts';
import { HTTPSessions } from './HTTPSessions.ts';
import { ServerFactory } from './ServerFactory.ts';

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
};

function post(body: unknown, session?: string): Request {
  return new Request('http://127.0.0.1/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session !== undefined && { 'mcp-session-id': session }),
    },
    body: JSON.stringify(body),
  });
}

async function start(place: OfficeWithAgent) {
  let closed = 0;
  const factory = new ServerFactory(settingsOf({ transport: place.transport }));
  const sessions = new HTTPSessions(() => {
    const server = factory.create();
    server.server.onclose = () => {
      closed++;
    };
    return server;
  });
  const begin = async (): Promise<string> => {
    const response = await sessions.fetch(post(initialize));
    await response.text();
    return response.headers.get('mcp-session-id') ?? '';
  };
  const ping = async (session: string): Promise<number> => {
    const response = await sessions.fetch(post({ jsonrpc: '2.0', id: 2, method: 'ping' }, session));
    await response.text();
    return response.status;
  };
  return { sessions, begin, ping, closed: () => closed };
}

test('behavior: the 101st session takes the place of the one that was idle longest', async () => {
  await using place = await officeWithAgent();
  const { sessions, begin, ping, closed } = await start(place);
  const ids: string[] = [];
  for (let count = 0; count < 100; count++) ids.push(await begin());
  expect(new Set(ids).size).toBe(100);
  const [first = '', second = ''] = ids;
  // Used again, so the second one is now idle longest.
  expect(await ping(first)).toBe(200);
  await begin();
  expect(closed()).toBe(1);
  expect([await ping(first), await ping(second)]).toEqual([200, 404]);
  await sessions.close();
});

test('error: an unknown session is not found, and what does not begin one leaves nothing open', async () => {
  await using place = await officeWithAgent();
  const { sessions, ping, closed } = await start(place);
  expect(await ping('00000000-0000-4000-8000-000000000000')).toBe(404);
  const response = await sessions.fetch(post({ jsonrpc: '2.0', id: 2, method: 'tools/list' }));
  expect(response.status).toBe(400);
  expect(closed()).toBe(1);
});
