import { PassThrough } from 'node:stream';
import { Transport } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { type ACPOptions, serveACP } from './index.ts';

const options = (): ACPOptions => ({
  transport: new Transport({ endpoint: 'http://127.0.0.1:9', apiKey: 'mi_test' }),
  officeId: 'office',
  agentName: 'aria',
  input: new PassThrough(),
  output: new PassThrough(),
});

test.each([
  ['an unknown option', { timeout: 5 }, 'timeout'],
  ['an empty office', { officeId: '' }, 'officeId'],
  ['no agent', { agentName: undefined }, 'agentName'],
  ['a time limit that is none', { timeoutMs: 0 }, 'timeoutMs'],
])('error: %s is refused before anything is read', async (_, wrong, name) => {
  await expect(serveACP({ ...options(), ...wrong } as ACPOptions)).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining(name),
  });
});

test('behavior: a signal ends it, also one that has fired', async () => {
  await serveACP({ ...options(), signal: AbortSignal.abort() });
  const stop = new AbortController();
  const serving = serveACP({ ...options(), signal: stop.signal });
  stop.abort();
  await serving;
});

test('behavior: the end of the input ends it', async () => {
  const input = new PassThrough();
  const serving = serveACP({ ...options(), input });
  input.end();
  await serving;
});

test('error: a message that is too long ends the server, and says so', async () => {
  const input = new PassThrough();
  const serving = serveACP({ ...options(), input });
  input.write(Buffer.alloc(64 * 1024 * 1024 + 1, 'x'));
  await expect(serving).rejects.toMatchObject({ code: 'message_too_large' });
});
