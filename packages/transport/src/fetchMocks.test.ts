import { MockAgent, fetch as undiciFetch } from 'undici';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Transport } from './Transport.ts';
import { ENDPOINT, LATE_MS, mockTests } from './testing/mockTests.ts';

describe('MockAgent of undici', () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const pool = agent.get(ENDPOINT);
  const on = (method: string, path: string) => pool.intercept({ method, path });
  const whole = async (body: unknown): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  on('POST', '/echo')
    .reply(200, ({ body }) => String(body))
    .persist();
  afterAll(() => agent.close());
  test('x', async () => {
    const t = new Transport({
      endpoint: ENDPOINT,
      fetch: ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher: agent })) as never,
    });
    expect(await t.request('POST', '/echo', { body: { a: 1 } })).toEqual({ a: 1 });
    void whole;
    void LATE_MS;
  });
});
