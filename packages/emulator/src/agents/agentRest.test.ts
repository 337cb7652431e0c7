import type { Middleware, WireResponse } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { answersOf, echo, officeWith, run, say, until, world } from '../testing/agents.ts';

/** Runs an agent that polls often, and counts its requests by operation. Its stream works, is silent, or is missing. */
async function counted(stream: 'works' | 'silent' | 'missing') {
  const counts: Record<string, number> = {};
  const count: Middleware = async (request, next, { operation = '' }) => {
    counts[operation] = (counts[operation] ?? 0) + 1;
    if (stream === 'silent' && request.url.includes('/stream')) return silence();
    return next(request);
  };
  const id = await officeWith(['aria'], {
    faults: ({ target }) => (stream === 'missing' && target.includes('/stream') ? 404 : undefined),
  });
  const definition = { ...echo, onTask: async () => 'done' };
  const options = { pollMs: 10, heartbeatMs: 20, client: { middleware: [count] } as object };
  run(id, 'aria', definition, options);
  await until(
    async () => counts['xmtpApi.listConversations'] ?? 0,
    (lists) => lists > 2,
  );
  /** Waits for some polls, and returns what was requested meanwhile. */
  const during = async (polls: number): Promise<Record<string, number>> => {
    const before = { ...counts };
    const since = (name: string): number => (counts[name] ?? 0) - (before[name] ?? 0);
    await until(
      async () => since('xmtpApi.listConversations'),
      (lists) => lists >= polls,
    );
    return Object.fromEntries(Object.keys(counts).map((name) => [name, since(name)]));
  };
  return { id, during };
}

/** An event stream that brings no event. */
function silence(): WireResponse {
  const body = new ReadableStream<Uint8Array>();
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
}

test('default: an idle agent beside a stream that works seldom looks for groups, tasks and its phase', async () => {
  const { id, during } = await counted('works');
  // The event of its answer shows that the stream works.
  await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
  await until(
    () => answersOf(id, 'aria'),
    ({ length }) => length === 1,
  );
  await during(5);
  const { 'xmtpApi.listGroups': groups = 0, 'tasks.claim': claims = 0, ...counts } = await during(50);
  expect(groups).toBeGreaterThanOrEqual(5);
  expect(groups).toBeLessThanOrEqual(20);
  expect(claims).toBeLessThanOrEqual(20);
  expect((counts['employees.get'] ?? 0) * 3).toBeLessThan(counts['employees.heartbeat'] ?? 0);
});

test.each(['silent', 'missing'] as const)(
  'behavior: polls for all as before until an event has come (stream: %s)',
  async (stream) => {
    const { during } = await counted(stream);
    const counts = await during(20);
    for (const name of ['xmtpApi.listGroups', 'tasks.claim']) expect(counts[name]).toBeGreaterThanOrEqual(15);
    expect((counts['employees.get'] ?? 0) + 2).toBeGreaterThanOrEqual(counts['employees.heartbeat'] ?? 0);
  },
);
