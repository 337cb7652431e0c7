import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { expect, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';

test('behavior: a Worker keeps a client that it made before its first request, and two requests at once each have sessions of their own', async () => {
  const { folder } = await installPacked();
  await using emulator = await startEmulator({ readyAfterMs: 50 });
  const { endpoint, dashboardEndpoint, apiKey, jwtSecret } = emulator;
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'keptClient.mjs')],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    banner: {
      js: `globalThis.settings = ${JSON.stringify({ endpoint, dashboardEndpoint, apiKey, jwtSecret })};`,
    },
  });
  const workerd = new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? '',
    cf: false,
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['no_nodejs_compat', 'no_nodejs_compat_v2'],
  });
  const get = async (path: string): Promise<unknown> => {
    const response = await workerd.dispatchFetch(`http://127.0.0.1${path}`);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return JSON.parse(text);
  };
  try {
    const plain = { made: 7, calls: 4, key: 130 };
    expect(await Promise.all([get('/plain'), get('/plain')])).toEqual([plain, plain]);
    expect(await Promise.all([get('/first'), get('/second')])).toEqual([
      {
        before: 'aria here. You said: one',
        after: 'aria here. You said: two',
        isKnown: true,
        state: 'closed',
      },
      {
        refused: ['other_request', expect.stringContaining('openSession()')],
        known: [true, 0],
        isAnother: true,
        answer: 'bob here. You said: three',
        state: 'closed',
      },
    ]);
    expect(await get('/plain')).toEqual(plain);
  } finally {
    await workerd.dispose();
  }
});
