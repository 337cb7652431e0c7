import { runInNewContext } from 'node:vm';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { failure } from '../testing/failure.ts';

const BYTES = new TextEncoder().encode('bytes');
const elsewhere = (source: string): unknown => runInNewContext(source);

test('behavior: accepts signals, headers and errors of another realm', async () => {
  const controller = new AbortController();
  const foreign = elsewhere(
    '(aborted, listen, ignore) => ({ aborted, addEventListener: listen, removeEventListener: ignore })',
  ) as (...parts: unknown[]) => AbortSignal;
  const signal = foreign(
    false,
    controller.signal.addEventListener.bind(controller.signal),
    controller.signal.removeEventListener.bind(controller.signal),
  );
  await using server = await serve((_request, response) => response.end('1'));
  const transport = new Transport({ endpoint: server.url, maxRetries: 0 });
  const headers = elsewhere('({ "x-a": "1" })') as Record<string, string>;
  await transport.request('POST', '/x', { body: 1, headers, signal });
  expect(server.seen.at(-1)?.headers['x-a']).toBe('1');
  const lost = new Transport({
    endpoint: server.url,
    maxRetries: 0,
    fetch: async () => {
      throw elsewhere('Object.assign(new Error("a"), { code: "ECONNREFUSED" })');
    },
  });
  expect(await failure(lost.request('POST', '/x'))).toMatchObject({
    code: 'connection_failed',
    outcome: 'not_sent',
  });
  const broken = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield BYTES;
    throw elsewhere('new Error("the disk is gone")');
  };
  const error = await failure(transport.request('POST', '/x', { body: broken() }));
  expect(error).toMatchObject({
    code: 'body_failed',
    message: expect.stringMatching(/broke off: the disk is gone$/),
  });
});
