import { serve } from '@mitosislabs/tooling/serve';
import { startProxy } from '@mitosislabs/tooling/tunnels';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { checkProxy } from './machine.ts';
import { tryProxy } from './proxy.ts';

const PLATFORM = 'https://mitosis.invalid';

/** Checks the proxy that an environment names. */
async function check(env: Record<string, string>, endpoint = PLATFORM) {
  return tryProxy(checkProxy({ env }), endpoint, { env, signal: new AbortController().signal });
}

test('default: the proxy is tried, and named without its password', async () => {
  await using server = await serve((_, response) => response.end());
  await using proxy = await startProxy(Number(new URL(server.url).port));
  expect(await check({ HTTPS_PROXY: proxy.url.replace('//', '//me:secret@') })).toEqual({
    name: 'proxy',
    status: 'ok',
    detail: `${new URL(proxy.url).host} (HTTPS_PROXY); connects to mitosis.invalid`,
  });
  expect(proxy.tunnels).toEqual(['mitosis.invalid:443 as me:secret']);
});

test('behavior: without a proxy there is nothing to try', async () => {
  expect(await check({})).toMatchObject({ status: 'ok', detail: 'none' });
});

test.each([
  ['NO_PROXY', PLATFORM, 'mitosis.invalid', { NO_PROXY: 'mitosis.invalid' }],
  ['a platform on this machine', 'http://127.0.0.1:8080', '127.0.0.1:8080', {}],
])('behavior: %s: the proxy is not used', async (_, endpoint, host, env) => {
  const proxy = 'http://127.0.0.1:9';
  const finding = await check({ HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ...env }, endpoint);
  expect(finding.status).toBe('ok');
  expect(finding.detail).toMatch(new RegExp(`; not used for ${host}$`));
});

test('error: no proxy listens at the address', async () => {
  const gone = await serve(() => undefined);
  await gone[Symbol.asyncDispose]();
  expect(await check({ HTTPS_PROXY: gone.url })).toMatchObject({
    status: 'failed',
    detail: `No tunnel to mitosis.invalid:443 through the proxy ${gone.url} (ECONNREFUSED)`,
    fix: expect.stringContaining('HTTPS_PROXY'),
  });
});

test.each([
  [407, 'Proxy Authentication Required', 'the user name and the password in HTTPS_PROXY'],
  [403, 'Forbidden', 'does not allow this host'],
  [502, 'Bad Gateway', 'cannot reach the host'],
])('error: the proxy responds with %d', async (status, text, fix) => {
  await using proxy = await startProxy(9, (_, socket) => {
    socket.end(`HTTP/1.1 ${status} ${text}\r\nContent-Length: 0\r\n\r\n`);
    return true;
  });
  expect(await check({ HTTPS_PROXY: proxy.url })).toMatchObject({
    status: 'failed',
    detail: `The proxy ${proxy.url} refused to connect to mitosis.invalid:443: ${status} ${text}`,
    fix: expect.stringContaining(fix),
  });
});

test('behavior: `mi doctor` tries the proxy', async () => {
  await using proxy = await startProxy(9, (_, socket) => {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    return true;
  });
  await using home = await makeHome({ MITOSIS_ENDPOINT: PLATFORM, HTTPS_PROXY: proxy.url });
  const { code, stdout } = await home.mi(['doctor', '--json']);
  expect(code).toBe(1);
  const found = JSON.parse(stdout).find(({ name }: { name: string }) => name === 'proxy');
  expect(found).toMatchObject({ status: 'failed', detail: expect.stringContaining('403 Forbidden') });
});
