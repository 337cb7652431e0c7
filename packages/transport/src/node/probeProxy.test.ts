import { startProxy } from '@mitosislabs/tooling/tunnels';
import { expect, test } from 'vitest';
import { probeProxy } from './probeProxy.ts';

const PLATFORM = 'https://mitosis.invalid';

test('default: opens a tunnel through the proxy of the environment, and names it', async () => {
  await using proxy = await startProxy(0, (_, socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    return true;
  });
  const env = { HTTPS_PROXY: proxy.url.replace('//', '//me:secret@') };
  expect(await probeProxy(PLATFORM, { env })).toEqual({ name: proxy.url, source: 'HTTPS_PROXY' });
  expect(proxy.tunnels).toEqual(['mitosis.invalid:443 as me:secret']);
});

test('behavior: any status from 200 to 299 opens a tunnel', async () => {
  await using proxy = await startProxy(0, (_, socket) => {
    socket.write('HTTP/1.1 201 Created\r\n\r\n');
    return true;
  });
  expect(await probeProxy(PLATFORM, { env: { HTTPS_PROXY: proxy.url } })).toMatchObject({ name: proxy.url });
});

test.each([
  ['no proxy is set', {}, PLATFORM],
  ['NO_PROXY names the host', { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'mitosis.invalid' }, PLATFORM],
  ['the host is this machine', { HTTP_PROXY: 'http://127.0.0.1:9' }, 'http://localhost:8080'],
])('behavior: %s: undefined', async (_, env, url) => {
  expect(await probeProxy(url, { env })).toBeUndefined();
});

test('error: a proxy that refuses, with its answer', async () => {
  await using proxy = await startProxy(0, (_, socket) => {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    return true;
  });
  await expect(probeProxy(PLATFORM, { env: { HTTPS_PROXY: proxy.url } })).rejects.toMatchObject({
    code: 'proxy_failed',
    message: expect.stringContaining('mitosis.invalid:443: 403 Forbidden'),
  });
});
