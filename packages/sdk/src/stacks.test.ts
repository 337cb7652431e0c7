import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@mitosislabs/tooling/serve';
import { fetchWire } from '@mitosislabs/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MitosisClient } from './MitosisClient.ts';

/** How a server fails. */
type Trouble = 'refused' | 'reset' | '500' | 'timeout' | 'abort' | 'cut';
const troubles: Trouble[] = ['refused', 'reset', '500', 'timeout', 'abort'];
const O = 'office';

interface Given {
  mi: MitosisClient;
  folder: string;
  /** The limits for each failure. */
  options: { signal?: AbortSignal; timeout?: number };
}

/** One caller for every kind of method; each has its own function, whose name must be in the stack. */
const callers = {
  async callerOfARead({ mi, options }: Given) {
    await mi.offices.list(options);
  },
  async callerOfAWrite({ mi, options }: Given) {
    await mi.tasks.create(O, { title: 'x' }, options);
  },
  async callerWithResponse({ mi, options }: Given) {
    await mi.tasks.create(O, { title: 'x' }, options).withResponse();
  },
  async callerOfAll({ mi, options }: Given) {
    await Promise.all([mi.offices.list(options), mi.offices.list(options)]);
  },
  async callerAsAgent({ mi, options }: Given) {
    const agent = mi.as({ agentId: 'aria', signingKey: new Uint8Array(32).fill(7) });
    await agent.tasks.list(O, options);
  },
  async callerOfAPage({ mi, options }: Given) {
    await mi.credits.history(O, {}, options);
  },
  async callerOfAllPages({ mi, options }: Given) {
    for await (const _ of mi.credits.history(O, {}, options));
  },
  async callerOfAWait({ mi, options }: Given) {
    await mi.tasks.wait(O, 't1', { ...options, timeoutMs: options.timeout ?? 0 });
  },
  async callerOfAnotherWait({ mi, options }: Given) {
    await mi.employees.waitUntilReady(O, 'aria', { ...options, timeoutMs: options.timeout ?? 0 });
  },
  async callerOfLogs({ mi, options }: Given) {
    if (options.timeout) await mi.employees.logs(O, 'aria', {}, options);
    for await (const _ of mi.employees.followLogs(O, 'aria', options));
  },
  async callerOfAStream({ mi, options }: Given) {
    for await (const _ of mi.messages.stream(O, { ...options, maxReconnects: 0 }));
    throw new Error('callerOfAStream: it ended');
  },
  async callerOfADownload({ mi, options }: Given) {
    const response = await mi.files.download(O, 'a.txt', options);
    await response.text();
  },
  async callerOfAnUpload({ mi, options }: Given) {
    await mi.files.upload(O, 'a.txt', new Uint8Array(10), options);
  },
  async callerOfAFileUp({ mi, folder, options }: Given) {
    await mi.files.uploadFrom(O, join(folder, 'a.txt'), options);
  },
  async callerOfASession({ mi, options: { signal, timeout } }: Given) {
    const session = await mi.xmtp.openSession(O, 'aria');
    await session.send('hello', { signal: signal ?? (timeout ? AbortSignal.timeout(timeout) : undefined) });
  },
  async callerOfMessages({ mi, options: { signal, timeout = 300 } }: Given) {
    const session = await mi.xmtp.openSession(O, 'aria');
    // Retries while the server is down, until the signal fires.
    await session.receive({ signal: signal ?? AbortSignal.timeout(timeout) });
  },
  async callerOfASessionStream({ mi, options: { signal, timeout = 300 } }: Given) {
    const session = await mi.xmtp.openSession(O, 'aria');
    for await (const _ of session.stream(50, { signal: signal ?? AbortSignal.timeout(timeout) }));
  },
  async callerOfAFileDown({ mi, folder, options }: Given) {
    await mi.files.downloadTo(O, 'a.txt', join(folder, 'b.txt'), options);
  },
};

/** Callers of truncated bodies. */
const readers = {
  async readerOfText({ mi }: Given) {
    await (await mi.files.download(O, 'a.txt')).text();
  },
  async readerOfBytes({ mi }: Given) {
    await (await mi.files.download(O, 'a.txt')).arrayBuffer();
  },
  async readerOfChunks({ mi }: Given) {
    for await (const _ of (await mi.files.download(O, 'a.txt')).body ?? []);
  },
  async readerOfAFile({ mi, folder }: Given) {
    await mi.files.downloadTo(O, 'a.txt', join(folder, 'c.txt'));
  },
  async readerOfJSON({ mi }: Given) {
    await mi.offices.list({ maxRetries: 0 });
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stacks-'));
  await writeFile(join(folder, 'a.txt'), 'x');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stackOf(
  trouble: Trouble,
  wire: ReturnType<typeof fetchWire> | undefined,
  call: (given: Given) => Promise<unknown>,
): Promise<string> {
  const stop = new AbortController();
  await using server = await serve((request, response) => {
    if (trouble === 'reset') request.socket.destroy();
    if (trouble === '500') response.writeHead(500).end();
    if (trouble === 'abort') stop.abort();
    if (trouble === 'cut') {
      response.writeHead(200, { 'content-length': '100' }).write('[{"half":', () => request.socket.destroy());
    }
  });
  if (trouble === 'refused') await server.close();
  const config = { endpoint: server.url, dashboardEndpoint: server.url, apiKey: 'mi_example', maxRetries: 0 };
  const mi = new MitosisClient({ ...config, ...(wire && { wire }) });
  const options = {
    ...(trouble === 'timeout' && { timeout: 200 }),
    ...(trouble === 'abort' && { signal: stop.signal }),
  };
  const error: unknown = await call({ mi, folder, options }).then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  await mi.close();
  return error instanceof Error ? (error.stack ?? '') : String(error);
}

// At the same time: six of the callers wait half a minute for a server that fails.
describe.concurrent.each([
  ['nodeWire', undefined],
  ['fetchWire', fetchWire()],
])('%s', (_, wire) => {
  describe.each(Object.entries(callers))('%s', (name, call) => {
    test.each(troubles)('default: names the line of the caller in the stack: %s', async (trouble) => {
      const stack = await stackOf(trouble, wire, call);
      expect(stack).toMatch(new RegExp(`${name}.*stacks\\.test\\.ts:\\d+`));
    });
  });

  test.each(Object.entries(readers))(
    'default: names the line of the caller of a body that is cut: %s',
    async (name, call) => {
      expect(await stackOf('cut', wire, call)).toMatch(new RegExp(`${name}.*stacks\\.test\\.ts:\\d+`));
    },
  );
});

/** Calls that are not awaited before they fail: the engine does not know who made them. */
const unawaited = {
  catchOfARead: (mi: MitosisClient) => settled((fail) => void mi.offices.list().catch(fail)),
  catchWithResponse: (mi: MitosisClient) =>
    settled((fail) => void mi.offices.list().withResponse().catch(fail)),
  catchOfAWait: (mi: MitosisClient) => settled((fail) => void mi.tasks.wait(O, 't1').catch(fail)),
  catchAtTheEnd: (mi: MitosisClient) =>
    settled((fail) => void mi.tasks.list(O).then(String).finally(String).catch(fail)),
  catchOfARequest: (mi: MitosisClient) =>
    settled((fail) => void mi.transport.request('GET', '/x').catch(fail)),
};

function settled(call: (fail: (error: unknown) => void) => void): Promise<unknown> {
  return new Promise(call);
}

test.each(Object.entries(unawaited))('default: names the line in the stack: %s', async (_, call) => {
  const server = await serve(() => undefined);
  await server.close();
  const { url: endpoint } = server;
  const mi = new MitosisClient({
    endpoint,
    dashboardEndpoint: endpoint,
    apiKey: 'mi_example',
    maxRetries: 0,
  });
  const error = (await call(mi)) as Error;
  expect(error).toMatchObject({ code: 'connection_failed' });
  expect(error.stack).toMatch(/stacks\.test\.ts:\d+/);
});
