import type { XMTPMessage } from '@mitosislabs/api';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MitosisClient, type MitosisClientConfig } from './MitosisClient.ts';

let server: TestServer;
let messages: XMTPMessage[];
let mi: MitosisClient;
beforeEach(async () => {
  messages = [];
  // It returns the newest 30 messages only.
  server = await serve((request, response) => {
    const path = request.url ?? '';
    const isStream = path.includes('/messages/stream');
    response.writeHead(isStream ? 404 : 200, { 'Content-Type': 'application/json' });
    const isList = path.endsWith('/conversations');
    response.end(JSON.stringify(isStream ? {} : isList ? [{ id: 'c', peer: 'aria' }] : messages.slice(-30)));
  });
});
afterEach(async () => {
  await mi.close();
  await server.close();
  vi.restoreAllMocks();
});

function say(count: number): void {
  for (let index = 0; index < count; index++) {
    const id = `m${messages.length}`;
    messages.push({ id, from_agent: 'aria', content: id, created_at: new Date().toISOString() });
  }
}

/** Opens a session, lets it miss messages, and reads on. */
async function miss(config: Partial<MitosisClientConfig>, options?: object): Promise<number> {
  mi = new MitosisClient({ endpoint: server.url, apiKey: 'mi_test', ...config });
  say(5);
  const session = await mi.xmtp.openSession('office', 'aria', options);
  await session.receive();
  say(100);
  return (await session.receive()).length;
}

const gap = { officeId: 'office', agentName: 'aria', after: 'm4', before: 'm75' };

test('default: reports a gap to onGap of the client', async () => {
  const gaps: unknown[] = [];
  expect(await miss({ onGap: (told) => gaps.push(told) })).toBe(30);
  expect(gaps).toEqual([gap]);
});

test('default: prefers the onGap of a session', async () => {
  const onGap = vi.fn();
  const own = vi.fn();
  await miss({ onGap }, { onGap: own });
  expect(onGap).not.toHaveBeenCalled();
  expect(own.mock.calls).toEqual([[gap]]);
});

test('behavior: warns by the logger without onGap, or by the console', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await miss({ logger });
  expect(logger.warn.mock.calls.filter(([text]) => text.includes('lost'))).toEqual([
    [expect.any(String), gap],
  ]);
  expect(warn).not.toHaveBeenCalled();
  await mi.close();
  messages = [];
  await miss({});
  expect(warn.mock.calls).toEqual([[expect.stringContaining('lost'), gap]]);
  await mi.close();
  messages = [];
  await miss({ logLevel: 'off' });
  expect(warn).toHaveBeenCalledTimes(1);
});

test.each<[string, () => never | Promise<never>]>([
  [
    'throws',
    () => {
      throw new Error('deaf');
    },
  ],
  ['rejects', () => Promise.reject(new Error('deaf'))],
])('behavior: goes on after an onGap that %s, and warns by the console', async (_, onGap) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  expect(await miss({ onGap: onGap as () => void })).toBe(30);
  await vi.waitFor(() => expect(warn.mock.calls).toEqual([['Messages of a session are lost.', gap]]));
});
