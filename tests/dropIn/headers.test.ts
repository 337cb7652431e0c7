import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../e2e/snippets.ts';
import { type Home, setUp } from './setUp.ts';

let emulator: Emulator;
let home: Home;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
  home = await setUp(emulator);
});
afterAll(async () => {
  await emulator?.close();
  await home?.[Symbol.asyncDispose]();
});

describe('headers', () => {
  test('User-Agent names the package, its version and the runtime', async () => {
    await using server = await serve((_, response) => response.end('[]'));
    const client = new MitosisClient({ endpoint: server.url, apiKey: 'mi_example_0123456789' });
    await client.offices.list();
    await client.close();
    const { version } = JSON.parse(await readFile(join(root, 'packages/sdk/package.json'), 'utf8'));
    expect(server.seen[0]?.headers['user-agent']).toBe(
      `@mitosislabs/sdk/${version} node/${process.versions.node}`,
    );
  });

  test('downloads accept anything', async () => {
    await using server = await serve((_, response) => response.end('bytes'));
    const client = new MitosisClient({ endpoint: server.url, apiKey: 'mi_example_0123456789' });
    await (await client.files.download('o1', 'a.bin')).text();
    await client.close();
    expect(server.seen[0]?.headers.accept).toBe('*/*');
  });

  test('health() sends no credentials', async () => {
    await using server = await serve((_, response) => response.end('ok'));
    const agent = { agentId: 'aria', signingKey: emulator.agentKey(home.office, 'aria') };
    for (const credentials of [{ apiKey: 'mi_example_0123456789' }, { agent }]) {
      const client = new MitosisClient({ endpoint: server.url, ...credentials });
      expect(await client.health()).toBe(true);
      await client.close();
    }
    for (const { headers } of server.seen) {
      expect(
        Object.keys(headers).filter((name) => /^(authorization|x-agent|x-sign|x-time)/.test(name)),
      ).toEqual([]);
    }
    expect(server.seen.map(({ target }) => target)).toEqual(['/healthz', '/healthz']);
  });

  test('Idempotency-Key is an addition: only on calls that change something', async () => {
    await using server = await serve((_, response) => response.end('{"id":"t1"}'));
    const client = new MitosisClient({ endpoint: server.url, apiKey: 'mi_example_0123456789' });
    await client.tasks.list('o1').catch(() => undefined);
    await client.transport.request('POST', '/x', { body: {} });
    await client.close();
    expect(server.seen.map(({ headers }) => typeof headers['idempotency-key'])).toEqual([
      'undefined',
      'string',
    ]);
  });
});
