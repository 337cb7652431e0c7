import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { isMissing } from '@mitosislabs/tooling/programs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { installPacked } from '../runtimes/installPacked.ts';
import { npmCache } from '../runtimes/npmCache.ts';
import { run } from './mi.ts';

/** A host that only the proxy can reach. */
const HOST = 'platform.test';

/** Reports how one request ended; `global` first sets Node's proxy in code. */
const SCRIPT = `
import http from 'node:http';
import { Transport } from '@mitosislabs/transport';
const [how, proxy] = process.argv.slice(2);
const restore = how === 'global' && http.setGlobalProxyFromEnv({ HTTPS_PROXY: proxy });
const transport = new Transport({ endpoint: 'https://${HOST}', maxRetries: 0 });
const ask = () => transport.request('GET', '/x').catch(({ code }) => code);
const answers = [await ask()];
if (restore) {
  restore();
  answers.push(await ask());
}
console.log(JSON.stringify(answers));
`;

const programs = new Map<string, Promise<string>>();

/** The program of one version of Node, fetched without a proxy: this one leads nowhere else. */
function programOf(node: string): Promise<string> {
  const fetched = async (): Promise<string> => {
    const folder = inject('packedFolder');
    const args = ['-y', `node@${node}`, '-p', 'process.execPath'];
    return (await run('npx', args, { home: folder, env: await npmCache() })).stdout.trim();
  };
  const known = programs.get(node) ?? fetched();
  programs.set(node, known);
  return known;
}

describe.skipIf(isMissing('openssl'))('a proxy and a private authority', () => {
  let folder: string;
  let proxy: string;
  let port: number;
  let tunnels: string[] = [];
  let close = (): void => undefined;

  beforeAll(async () => {
    ({ folder } = await installPacked());
    await writeFile(join(folder, 'proxied.mjs'), SCRIPT);
    const openssl = (command: string): Buffer =>
      execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'ignore' });
    const fresh = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
    openssl(`req -x509 ${fresh} -days 2 -subj /CN=authority.test -keyout ca.key -out ca.pem`);
    openssl(`req -new ${fresh} -subj /CN=${HOST} -keyout key.pem -out request.pem`);
    await writeFile(join(folder, 'names.txt'), `subjectAltName=DNS:${HOST},DNS:localhost`);
    const authority = '-CA ca.pem -CAkey ca.key -CAcreateserial';
    openssl(`x509 -req -in request.pem ${authority} -days 2 -extfile names.txt -out cert.pem`);
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const platform = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end('"reached"'),
    );
    const front = createServer();
    front.on('connect', ({ url = '' }, socket) => {
      tunnels.push(url);
      const up = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        up.pipe(socket).pipe(up);
      });
      up.on('error', () => socket.destroy());
      socket.on('error', () => up.destroy());
    });
    for (const server of [platform, front]) await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = platform.address() as AddressInfo);
    proxy = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    close = () => {
      for (const server of [platform, front]) server.close();
      platform.closeAllConnections();
    };
  });
  afterAll(() => close());

  const told = { HTTPS_PROXY: 'proxy', NODE_USE_ENV_PROXY: '1' };
  type Case = [node: string, how: string, flags: string[], env: Record<string, string>, answers: string[]];
  const reached = ['reached'];
  const cases: Case[] = [
    ...['22', '24', '26'].flatMap((node): Case[] => [
      [node, 'NODE_USE_ENV_PROXY', [], told, reached],
      [node, '--use-env-proxy', ['--use-env-proxy'], { HTTPS_PROXY: 'proxy' }, reached],
      [node, 'NO_PROXY', [], { ...told, NO_PROXY: HOST }, ['connection_failed']],
      [node, 'nothing but HTTPS_PROXY', [], { HTTPS_PROXY: 'proxy' }, ['connection_failed']],
    ]),
    ...['24', '26'].map((node): Case => [node, 'global', [], {}, ['reached', 'connection_failed']]),
  ];

  for (const [node, how, flags, env, answers] of cases) {
    test.skipIf(node === '26' && isMissing('node26'))(`behavior: Node ${node}, told by ${how}`, async () => {
      const program = await programOf(node);
      tunnels = [];
      const ended = await run(program, [...flags, 'proxied.mjs', how, proxy], {
        home: folder,
        env: {
          NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
          ...Object.fromEntries(
            Object.entries(env).map(([name, value]) => [name, value === 'proxy' ? proxy : value]),
          ),
        },
      });
      expect(JSON.parse(ended.stdout || JSON.stringify(ended))).toEqual(answers);
      expect(tunnels).toEqual(answers.includes('reached') ? [`${HOST}:443`] : []);
    });
  }

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
    const cache = await npmCache();
    const ask = (env: Record<string, string>) =>
      run('npx', ['-y', spec, ...flags, 'private.mjs'], { home: folder, env: { ...cache, ...env } });
    expect(await ask({ [variable]: join(folder, 'ca.pem') })).toMatchObject({ code: 0, stdout: '{}\n' });
    const { stdout } = await ask({});
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'connection_failed',
      outcome: 'not_sent',
      retryable: false,
      hint: expect.stringContaining(variable),
    });
  });
});
