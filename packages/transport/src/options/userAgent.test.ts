import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { Transport } from '../core/Transport.ts';
import { PRODUCT, userAgent } from '../runtime/userAgent.ts';
import { wires } from '../testing/wires.ts';

describe.each(wires)('%s', (_name, wire) => {
  test('default: names the SDK and the runtime in each request', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/s') response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      else response.end();
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    await transport.request('GET', '/x');
    await transport.request('POST', '/x', { body: {} });
    await transport.stream('/s', { maxReconnects: 0 }).next();
    const sent = server.seen.map(({ headers }) => headers['user-agent']);
    expect(sent).toEqual(Array(3).fill(userAgent(PRODUCT)));
    expect(sent[0]).toMatch(/^@mitosislabs\/transport\/[\w.-]+ node\/\d+\.\d+\.\d+$/);
    expect(sent[0]).toContain(`node/${process.versions.node}`);
  });

  test("behavior: names the wrapping package and appends the user's text, also with as(agent)", async () => {
    await using server = await serve((_, response) => void response.end());
    const config = { endpoint: server.url, wire: wire(), userAgent: 'my-app/1.2 (test)' };
    const transport = new Transport(config, '@mitosislabs/sdk/9.9.9');
    await transport.request('GET', '/x');
    await transport.as({ agentId: 'aria', signingKey: new Uint8Array(32).fill(1) }).request('GET', '/x');
    const expected = `@mitosislabs/sdk/9.9.9 node/${process.versions.node} my-app/1.2 (test)`;
    expect(server.seen.map(({ headers }) => headers['user-agent'])).toEqual([expected, expected]);
  });

  test('error: refuses text that cannot be a header', () => {
    const make = () => new Transport({ endpoint: 'http://localhost', userAgent: 'a\r\nx-admin: 1' });
    expect(make).toThrow(expect.objectContaining({ argument: 'userAgent' }));
  });

  test("behavior: the client's header wins, and the call's header over both", async () => {
    await using server = await serve((_, response) => void response.end());
    const transport = new Transport({
      endpoint: server.url,
      wire: wire(),
      headers: { 'User-Agent': 'mine/1' },
    });
    await transport.request('GET', '/x');
    await transport.request('GET', '/x', { headers: { 'USER-AGENT': 'mine/2' } });
    expect(server.seen.map(({ headers }) => headers['user-agent'])).toEqual(['mine/1', 'mine/2']);
  });
});
