import { getEventListeners, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { HIRE_LIMIT } from '../../assumptions.ts';
import { Session } from '../Session.ts';
import { Target } from '../Target.ts';
import { tryHireLimit } from './charges.ts';
import { tryStream } from './messages.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A session of a run on a platform that answers as the test says. */
async function sessionOn(answer: Answer) {
  const platform = await serve((request, response) => {
    request.resume();
    answer(request, response);
  });
  const { signal } = new AbortController();
  const target = new Target({
    endpoint: platform.url,
    dashboardEndpoint: platform.url,
    apiKey: 'mi_test',
    isModel: false,
    signal,
  });
  const session = new Session({
    target,
    officeId: 'office-1',
    runName: 'run',
    thorough: false,
    progress: () => undefined,
  });
  return { session, signal, platform };
}

test.each([
  ['as assumed', HIRE_LIMIT.windowMs],
  ['90 s', 90_000],
])('behavior: measures the window of hires by the clock of the refusal: %s', async (_, windowMs) => {
  let hires = 0;
  // The refusal is read 40 s after the platform has sent it.
  const sentAt = Date.now();
  const { session, platform } = await sessionOn(({ method }, response) => {
    const date = new Date(sentAt - 40_000).toUTCString();
    if (method === 'GET') response.end('{"entries":[]}');
    else if (hires++ < HIRE_LIMIT.count) response.end('{"id":"agent"}');
    else response.writeHead(429, { Date: date, 'Retry-After': windowMs / 1_000 + 40 }).end('{}');
  });
  await tryHireLimit(session);
  await platform.close();
  expect(session.failures).toEqual([]);
  const observed = session.observations.get('HIRE_LIMIT.windowMs');
  expect(Math.abs(Number(observed?.value) - windowMs)).toBeLessThanOrEqual(2_000);
  expect(session.observations.get('HIRE_LIMIT.count')?.value).toBe(HIRE_LIMIT.count);
});

test('behavior: closes the event stream when a request beside it fails', async () => {
  let closed: Promise<unknown> | undefined;
  const { session, signal, platform } = await sessionOn(({ method }, response) => {
    if (method === 'GET') {
      closed = once(response, 'close');
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': connected\n\n');
    } else response.writeHead(403).end('{}');
  });
  await tryStream(session);
  expect(session.failures).toEqual(['reading the event stream: files.upload answered 403']);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await closed;
  await platform.close();
});
