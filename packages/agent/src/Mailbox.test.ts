import { serve } from '@mitosislabs/tooling/serve';
import { expect, onTestFinished, test } from 'vitest';
import { brainContext } from '../test/brainContext.ts';
import { defineAgent } from './defineAgent.ts';

test('behavior: a conversation that could not be read is read again, though nothing new was said in it', async () => {
  const said = { from_agent: 'admin-sdk', content: 'hello', created_at: '2026-01-01T00:00:00Z' };
  const conversation = {
    id: 'c',
    peer: 'admin-sdk',
    last_message: said.content,
    last_message_at: said.created_at,
  };
  let refusals = 2;
  await using server = await serve((request, response) => {
    const json = (value: unknown, status = 200) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    const path = request.url?.split('?')[0] ?? '';
    if (request.method !== 'GET') json({ ok: true });
    else if (path.endsWith('/conversations')) json([conversation]);
    else if (path.endsWith('/employees/aria')) json(brainContext().agent);
    else if (path.endsWith('/conversations/c/messages') && refusals-- > 0)
      json({ error: 'not like that' }, 400);
    else if (path.endsWith('/conversations/c/messages')) json([{ id: 'm', ...said }]);
    else json({ error: 'no such route' }, 404);
  });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const heard: string[] = [];
  const errors: unknown[] = [];
  const agent = defineAgent({
    onMessage: ({ content }) => {
      heard.push(content);
      stop.abort();
    },
    onError: (error) => errors.push(error),
  });
  await agent.run({
    endpoint: server.url,
    officeId: 'o',
    agentId: 'aria',
    signingKey: new Uint8Array(32).fill(1),
    pollMs: 5,
    signal: stop.signal,
  });
  expect(heard).toEqual(['hello']);
  expect(errors).toContainEqual(expect.objectContaining({ status: 400 }));
});
