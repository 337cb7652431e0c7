import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One request as it came over the socket. */
export interface RawRequest {
  method: string;
  /** The request target, exactly as sent. */
  target: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Buffer;
}

/** An answer of the server. */
export interface RawAnswer {
  status?: number;
  type?: string;
  body?: string | Uint8Array;
  /** More headers. */
  headers?: Record<string, string>;
}

/** An HTTP/1.1 server on loopback that records raw bytes: it parses requests and keeps URLs as sent. */
export interface RawServer extends AsyncDisposable {
  url: string;
  seen: RawRequest[];
  /** The answer to the next requests. */
  answer: RawAnswer;
}

/** Starts a {@link RawServer}. */
export async function rawServer(): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let pending = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      for (let read = readRequest(pending); read; read = readRequest(pending)) {
        pending = pending.subarray(read.length);
        recorder.seen.push(read.request);
        const { status = 200, type = 'application/json', body = '', headers = {} } = recorder.answer;
        const length = status === 204 ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
        const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const head = `HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\n${more.join('')}${length}\r\n`;
        // In one write: two would wait for the acknowledgement of the first.
        socket.write(Buffer.concat([Buffer.from(head), Buffer.from(body)]));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const recorder: RawServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    answer: {},
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return recorder;
}

/** The first request in the bytes, if all of it is there. */
function readRequest(bytes: Buffer): { request: RawRequest; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const read = readBody(bytes.subarray(end + 4), headers);
  return read && { request: { method, target, headers, body: read.body }, length: end + 4 + read.length };
}

function readBody(
  bytes: Buffer,
  headers: Record<string, string>,
): { body: Buffer; length: number } | undefined {
  if (headers['transfer-encoding'] !== 'chunked') {
    const length = Number(headers['content-length'] ?? 0);
    return bytes.length < length ? undefined : { body: bytes.subarray(0, length), length };
  }
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (bytes.length < line + 2 + size + 2) return undefined;
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
    if (size === 0) return { body: Buffer.concat(parts), length: at };
  }
}
