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

/** Reports how one request ended; `global` first has Node told of the proxy in code. */
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
  let tunnels: string[] = [];
  let close = (): void => undefined;

  beforeAll(async () => {
    ({ folder } = await installPacked());
    await writeFile(join(folder, 'proxied.mjs'), SCRIPT);
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    const platform = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end('"reached"'),
    );
    const front = createServer();
    front.on('connect', ({ url = '' }, socket) => {
      tunnels.push(url);
      const up = connect((platform.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        up.pipe(socket).pipe(up);
      });
      up.on('error', () => socket.destroy());
      socket.on('error', () => up.destroy());
    });
    for (const server of [platform, front]) await once(server.listen(0, '127.0.0.1'), 'listening');
    proxy = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    close = () => {
      for (const server of [platform, front]) server.close();
      platform.closeAllConnections();
    };
  }, 180_000);
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
});
