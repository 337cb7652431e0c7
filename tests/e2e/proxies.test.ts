import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { bodyOf } from '@mitosislabs/tooling/serve';
import { type Authority, HOST, makeAuthority, startHost, startProxy } from '@mitosislabs/tooling/tunnels';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchRuntime } from '../runtimes/fetchRuntime.ts';
import { installPacked } from '../runtimes/installPacked.ts';
import { miFile, run } from './mi.ts';

const KEY = 'mi_canary_0123456789abcdef';
const MIB = 1024 * 1024;

/** Prints the results of a read, an upload and an event stream, or the code of the error; `global` first sets Node's proxy in code. */
const SCRIPT = `
import http from 'node:http';
import { Transport } from '@mitosislabs/transport';
const [how, proxy, endpoint] = process.argv.slice(2);
const restore = how === 'global' && http.setGlobalProxyFromEnv({ HTTPS_PROXY: proxy });
const options = how === 'the option' ? { proxy } : how === 'proxy: false' ? { proxy: false } : {};
const transport = new Transport({ endpoint, apiKey: '${KEY}', maxRetries: 0, ...options });
async function* body() {
  for (let index = 0; index < 4; index++) yield new Uint8Array(${MIB});
}
async function ask() {
  try {
    const { bytes } = await transport.request('POST', '/x', { body: body() });
    const events = [];
    for await (const { data } of transport.stream('/events')) {
      events.push(data);
      if (events.length === 2) break;
    }
    return [await transport.request('GET', '/x').then(({ isKeyHere }) => isKeyHere), bytes, ...events];
  } catch ({ code }) {
    return code;
  }
}
const answers = [await ask()];
if (restore) {
  restore();
  answers.push(await ask());
}
console.log(JSON.stringify(answers));
`;

describe.skipIf(isMissing('openssl'))('a proxy and a private authority', () => {
  let folder: string;
  let authority: Authority;
  let port: number;
  let close: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    ({ folder } = await installPacked());
    await writeFile(join(folder, 'proxied.mjs'), SCRIPT);
    authority = makeAuthority();
    const host = await startHost(authority, async (request, response) => {
      if (request.url === '/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: 1\n\ndata: 2\n\n');
        return;
      }
      const bytes = (await bodyOf(request)).length;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ isKeyHere: JSON.stringify(request.headers).includes(KEY), bytes }));
    });
    ({ port } = host);
    close = async () => {
      await host[Symbol.asyncDispose]();
      authority[Symbol.dispose]();
    };
  });
  afterAll(() => close?.());

  const reached = [true, 4 * MIB, '1', '2'];
  const unreached = 'connection_failed';
  type Case = [node: string, how: string, flags: string[], env: Record<string, string>, answers: unknown[]];
  const own = { HTTPS_PROXY: 'proxy' };
  const cases: Case[] = [
    ...['18', '20', '22', '24', '26'].flatMap((node): Case[] => [
      [node, 'HTTPS_PROXY', [], own, [reached]],
      [node, 'NO_PROXY', [], { ...own, NO_PROXY: HOST }, [unreached]],
      [node, 'the option', [], {}, [reached]],
      [node, 'proxy: false', [], own, [unreached]],
      [node, 'NODE_USE_ENV_PROXY', [], { ...own, NODE_USE_ENV_PROXY: '1' }, [reached]],
      [node, 'no proxy for this machine', [], { ...own, ALL_PROXY: 'proxy' }, [reached]],
      [node, 'no proxy of Node for this machine', [], { ...own, NODE_USE_ENV_PROXY: '1' }, [reached]],
    ]),
    ...['22', '24', '26'].flatMap((node): Case[] => [
      [node, '--use-env-proxy', ['--use-env-proxy'], own, [reached]],
      [node, '--use-env-proxy and NO_PROXY', ['--use-env-proxy'], { ...own, NO_PROXY: HOST }, [unreached]],
    ]),
    ...['24', '26'].map((node): Case => [node, 'global', [], {}, [reached, unreached]]),
  ];

  for (const [node, how, flags, env, answers] of cases) {
    test.skipIf(node === '26' && isMissing('node26'))(`behavior: Node ${node}, told by ${how}`, async () => {
      const program = await fetchRuntime(`node@${node}`);
      await using proxy = await startProxy(port);
      const named = proxy.url.replace('//', '//user:pass%40word@');
      const isLocal = how.endsWith('this machine');
      const endpoint = isLocal ? `https://localhost:${port}` : `https://${HOST}`;
      const ended = await run(program, [...flags, 'proxied.mjs', how, named, endpoint], {
        home: folder,
        env: {
          NODE_EXTRA_CA_CERTS: authority.ca,
          ...Object.fromEntries(
            Object.entries(env).map(([name, value]) => [name, value === 'proxy' ? named : value]),
          ),
        },
      });
      expect(JSON.parse(ended.stdout || JSON.stringify(ended))).toEqual(answers);
      // One connection for each request that could not reuse one, and never a tunnel in a tunnel.
      const isReached = answers.includes(reached) && !isLocal;
      expect(new Set(proxy.tunnels)).toEqual(new Set(isReached ? [`${HOST}:443 as user:pass@word`] : []));
      expect(proxy.seen()).not.toContain(KEY);
    });
  }

  describe.each(['18', '20', '22', '24', '26'])('mi on Node %s', (node) => {
    const isLeftOut = node === '26' && isMissing('node26');
    const ask = async (env: Record<string, string>, args: string[] = []) =>
      run(await fetchRuntime(`node@${node}`), [miFile, 'api', '/x', ...args], {
        home: folder,
        env: {
          MITOSIS_API_KEY: KEY,
          MITOSIS_ENDPOINT: `https://${HOST}`,
          SSL_CERT_FILE: authority.ca,
          ...env,
        },
      });

    test.skipIf(isLeftOut)('behavior: uses the proxy of the environment, and SSL_CERT_FILE', async () => {
      await using proxy = await startProxy(port);
      const ended = await ask({ https_proxy: proxy.url.replace('//', '//user:pass%40word@') });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toEqual({ isKeyHere: true, bytes: 0 });
      expect(proxy.tunnels).toEqual([`${HOST}:443 as user:pass@word`]);
    });

    test.skipIf(isLeftOut)('error: says why the proxy refuses, and what to do', async () => {
      await using proxy = await startProxy(port, (_, socket) => {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return true;
      });
      const { code, stdout, stderr } = await ask({ HTTPS_PROXY: proxy.url.replace('//', '//u:secret@') });
      expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
      expect(stderr).toContain(`The proxy ${proxy.url} refused to connect to ${HOST}:443: 407 Proxy Auth`);
      expect(stderr).toContain('does not accept the user name and password in HTTPS_PROXY');
      expect(stderr).not.toContain('secret');
      expect(proxy.tunnels).toHaveLength(1);
    });
  });

  test('error: mi names SSL_CERT_FILE when it cannot be read', async () => {
    const missing = join(authority.folder, 'missing.pem');
    const { code, stderr } = await run(process.execPath, [miFile, 'api', '/x'], {
      home: folder,
      env: { MITOSIS_API_KEY: KEY, MITOSIS_ENDPOINT: `https://${HOST}`, SSL_CERT_FILE: missing },
    });
    expect(code).toBe(9);
    expect(stderr).toContain(`SSL_CERT_FILE: ${missing} cannot be read (ENOENT)`);
    expect(stderr).toContain('unset SSL_CERT_FILE');
  });

  test.each([
    ['deno@2', 'DENO_CERT'],
    ['bun@1', 'NODE_EXTRA_CA_CERTS'],
    ['node@18', 'NODE_EXTRA_CA_CERTS'],
  ])('behavior: %s trusts the authority that %s names, and no other unknown one', async (spec, variable) => {
    const script = `
      import { Transport } from '@mitosislabs/transport';
      const transport = new Transport({ endpoint: 'https://localhost:${port}', maxRetries: 0 });
      const { code, outcome, retryable, hint } = await transport.request('POST', '/x').catch((error) => error);
      console.log(JSON.stringify({ code, outcome, retryable, hint }));`;
    await writeFile(join(folder, 'private.mjs'), script);
    // Deno needs no other permission than this one server.
    const flags =
      spec === 'deno@2' ? ['run', '--no-prompt', '--no-remote', `--allow-net=localhost:${port}`] : [];
    const program = await fetchRuntime(spec);
    const ask = (env: Record<string, string>) =>
      run(program, [...flags, 'private.mjs'], { home: folder, env });
    expect(await ask({ [variable]: authority.ca })).toMatchObject({ code: 0, stdout: '{}\n' });
    const { stdout } = await ask({});
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'connection_failed',
      outcome: 'not_sent',
      retryable: false,
      hint: expect.stringContaining(variable),
    });
  });
});
