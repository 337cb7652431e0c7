import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { type HTTPServer, serveHTTP } from '@mitosislabs/mcp';
import { Transport } from '@mitosislabs/transport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmCache } from '../../runtimes/npmCache.ts';
import { run } from '../mi.ts';
import { addEverything } from './everything.ts';

const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let server: HTTPServer;
let front: Server;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-conformance-'));
  emulator = await startEmulator();
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  server = await serveHTTP({ transport, extend: addEverything });
  front = await startFront(server);
});
afterAll(async () => {
  front.closeAllConnections();
  await new Promise((resolve) => front.close(resolve));
  await server.close();
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** A front that adds the token, which the suite cannot send. It changes nothing else that the server checks. */
async function startFront({ url, token }: HTTPServer): Promise<Server> {
  const { host, hostname, port } = new URL(url);
  const started = createServer((from, to) => {
    const own = `:${(started.address() as AddressInfo).port}`;
    const renamed = (value: string | undefined) => value?.replace(new RegExp(`${own}$`), `:${port}`);
    const { origin } = from.headers;
    const headers = {
      ...from.headers,
      host: renamed(from.headers.host) ?? host,
      ...(origin !== undefined && { origin: renamed(origin) }),
      authorization: `Bearer ${token}`,
    };
    const hop = request(
      { host: hostname, port, path: from.url, method: from.method, headers },
      (response) => {
        to.writeHead(response.statusCode ?? 502, response.headers);
        to.flushHeaders();
        response.pipe(to);
      },
    );
    hop.on('error', () => to.destroy());
    to.on('close', () => hop.destroy());
    from.pipe(hop);
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return started;
}

// No list of expected failures: each scenario that the revision requires passes.
test.each(['2025-11-25', '2026-07-28'])(
  'behavior: the official conformance suite passes for %s',
  async (revision) => {
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}/mcp`;
    // The suite needs Node 22.
    const args = ['-y', '-p', 'node@22', '-p', SUITE, 'conformance', 'server'];
    const { code, stdout, stderr } = await run('npx', [...args, '--url', url, '--requirements', revision], {
      home: folder,
      env: await npmCache(),
      timeout: 280_000,
    });
    const output = `${stdout}${stderr}`;
    const [required = ''] = output.split('Not scored for');
    expect(required.match(/^✓ .*$/gm)?.length, output).toBeGreaterThan(25);
    expect({ code }, output).toEqual({ code: 0 });
  },
);
