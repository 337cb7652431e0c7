import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** It runs in a process of its own: what it needs must not count. */
const SCRIPT = `
const { createServer } = require('node:http');
const zlib = require('node:zlib');
const pack = (make, times, piece) => new Promise((resolve) => {
  const stream = make();
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  stream.on('end', () => resolve(Buffer.concat(chunks)));
  const more = () => {
    while (times-- > 0) if (!stream.write(piece)) return void stream.once('drain', more);
    stream.end();
  };
  more();
});
const zeros = Buffer.alloc(1e6);
const quick = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };
(async () => {
  const gzip = await pack(() => zlib.createGzip(), 400, zeros);
  const bodies = {
    '/gzip': [gzip, 'gzip'],
    '/deflate': [await pack(() => zlib.createDeflate(), 400, zeros), 'deflate'],
    '/br': [await pack(() => zlib.createBrotliCompress(quick), 400, zeros), 'br'],
    '/nested': [zlib.gzipSync(gzip), 'gzip, gzip'],
    '/json': [zlib.gzipSync('[' + '"a line that is like all the others",'.repeat(140_000) + '1]'), 'gzip'],
  };
  const endless = {
    // As fast as it is read.
    '/endless': () => '"a line that is like all the others",'.repeat(2_000),
    // A byte a chunk: each costs its reader far more than a byte.
    '/crumbs': () => '1\\r\\n1\\r\\n'.repeat(20_000),
    // Chunks that are a little too large to be gathered with others at no cost.
    '/lumps': () => '8400\\r\\n' + '1'.repeat(0x8400) + '\\r\\n',
  };
  createServer((request, response) => {
    const make = endless[request.url];
    if (make) {
      const { socket } = request;
      const isRaw = request.url !== '/endless';
      const piece = make();
      if (isRaw) socket.write('HTTP/1.1 200 OK\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n1\\r\\n[\\r\\n');
      else response.write('[');
      const out = isRaw ? socket : response;
      out.on('error', () => undefined);
      const more = () => {
        while (!socket.destroyed && out.write(piece));
        if (!socket.destroyed) out.once('drain', more);
      };
      return more();
    }
    const [, name, chunked] = request.url.split('/');
    const status = Number(request.headers['x-status'] ?? 200);
    const [body, coding] = bodies['/' + name] ?? [Buffer.from('"warm"')];
    response.writeHead(status, {
      ...(coding && { 'content-encoding': coding }),
      ...(!chunked && { 'content-length': body.length }),
    });
    response.end(body);
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
})();
`;

/**
 * Starts a server of answers that are small on the wire and 400 MB in memory: `/gzip`, `/deflate`, `/br`, `/nested`; and of
 * one that is harmless: `/json`. With `/chunked` behind it none of them says its length. Plain JSON without end: `/endless`,
 * `/crumbs`, `/lumps`.
 */
export async function bombServer(): Promise<AsyncDisposable & { url: string }> {
  const child = spawn(process.execPath, ['-e', SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** The result of one call. */
export interface Measured {
  /** The code of its error. */
  code: string | undefined;
  /** By how many bytes the process grew at its highest, from the first call on. */
  grown: number;
}

/**
 * Makes calls one after the other in a process of their own, `measure.ts` in one file: memory that earlier tests left behind
 * would hide their use. Returns the results by path.
 */
export async function measured(
  program: string,
  wire: string,
  endpoint: string,
  paths: readonly string[],
): Promise<Record<string, Measured>> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, wire, endpoint, ...paths]);
  return JSON.parse(stdout) as Record<string, Measured>;
}
