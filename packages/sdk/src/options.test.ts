import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { MitosisClient } from './index.ts';

test('error: refuses a misspelt field of the config', () => {
  const config = { endpoint: 'http://localhost:8080', apiKey: 'mi_test' };
  for (const [field, meant] of [
    ['timout', 'timeout'],
    ['validte', 'validate'],
    ['onGaps', 'onGap'],
  ] as const) {
    expect(() => new MitosisClient({ ...config, [field]: undefined })).not.toThrow();
    expect(() => new MitosisClient({ ...config, [field]: 1 })).toThrow(
      expect.objectContaining({ argument: `config.${field}`, hint: `Did you mean \`${meant}\`?` }),
    );
  }
});

test('error: refuses credentials with a misspelt field', () => {
  const endpoint = 'http://localhost:8080';
  const jwt = { jwtSecret: 'x'.repeat(32), userID: 'ada' };
  expect(() => new MitosisClient({ endpoint, jwt })).toThrow('jwt.userID is not an option');
  const agent = { agentId: 'aria', signingKey: new Uint8Array(32).fill(1), office: 'o' };
  expect(() => new MitosisClient({ endpoint, agent })).toThrow('agent.office is not an option');
});

test('error: the transport refuses misspelt fields of requests and streams and sends nothing', async () => {
  await using server = await serve((_, response) => response.end('{}'));
  const mi = new MitosisClient({ endpoint: server.url, apiKey: 'mi_test' });
  const wrong = { querry: { a: 1 } } as object;
  const refusal = { code: 'invalid_argument', argument: 'request.querry', hint: 'Did you mean `query`?' };
  await expect(mi.transport.request('GET', '/x', wrong)).rejects.toMatchObject(refusal);
  const stream = async () => mi.transport.stream('/x', wrong).next();
  await expect(stream()).rejects.toMatchObject({ ...refusal, argument: 'querry' });
  expect(server.seen).toEqual([]);
  await mi.close();
});
