import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, type ExpectStatic, expect, test } from 'vitest';
import type { Outcome } from '../errors/OS1Error.ts';
import type { HttpMethod } from '../options/TransportLike.ts';
import { failure } from '../testing/failure.ts';
import { rawServer } from '../testing/rawServer.ts';
import { wires } from '../testing/wires.ts';
import type { Wire } from '../wire/Wire.ts';
import { Transport } from './Transport.ts';

interface Broken {
  what: string;
  /** Answers a request. */
  says?: (socket: Socket) => void;
  /** Called when a client connects. */
  greets?: (socket: Socket) => void;
  name?: string;
  code?: string;
  status?: number;
  outcome?: Outcome;
  scheme?: 'https';
  /** The time limit of the call, in ms. */
  limit?: number;
  /** Whether the call waits for its limit, and the server does nothing meanwhile. */
  isSlow?: boolean;
}

const OK = 'HTTP/1.1 200 OK\r\nconnection: close\r\n';
// Without `connection: close`: with it, `fetch` on Node takes the end of the connection for the end of the body.
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

/** Says it, and no more. */
const text = (bytes: string | Uint8Array) => (socket: Socket) => void socket.write(bytes);
/** Says it, and hangs up. */
const last = (bytes: string | Uint8Array) => (socket: Socket) => void socket.end(bytes);

/** One byte after the other, of which there is no end. */
const slowly = (start: string, byte: string) => (socket: Socket) => {
  socket.write(start);
  const timer = setInterval(() => socket.write(byte), 20);
  socket.on('close', () => clearInterval(timer));
};

/** As fast as it is read, without end. */
const flood = (start: string, piece: string) => (socket: Socket) => {
  const pieces = piece.repeat(Math.ceil(16_384 / piece.length));
  const more = (): void => {
    if (!socket.destroyed) socket.write(pieces, () => setImmediate(more));
  };
  socket.write(start);
  more();
};

const redirect = (location: string) =>
  text(
    `HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\n${location && `location: ${location}\r\n`}\r\n`,
  );

/** A whole answer of this body. */
const body = (bytes: string | Uint8Array, head = '') => {
  const content = Buffer.from(bytes as string);
  return text(Buffer.concat([Buffer.from(`${OK}${head}content-length: ${content.length}\r\n\r\n`), content]));
};

/** A megabyte of numbers, of which the second half is missing. */
const whole = gzipSync(JSON.stringify(Array.from({ length: 100_000 }, (_, n) => (n * 7919) % 100_003)));
const cut = whole.subarray(0, whole.length / 2);

const lost = { name: 'ConnectionError', code: 'connection_failed', status: 0, outcome: 'unknown' } as const;
const late = {
  name: 'TimeoutError',
  code: 'timeout',
  status: 0,
  outcome: 'unknown',
  limit: 2_000,
  isSlow: true,
} as const;
const nonsense = { name: 'UnexpectedResponseError', code: 'unexpected_response', status: 200 } as const;
const either = {
  code: expect.stringMatching(/^(timeout|connection_failed)$/),
  status: 0,
  outcome: 'unknown',
  limit: 500,
} as const;
const elsewhere = { name: 'UnexpectedResponseError', code: 'redirect_refused', status: 302 } as const;

const broken: Broken[] = [
  { what: 'accepts and says nothing', says: () => undefined, ...late },
  // It may happen before or after the request went out; and `fetch` on Node connects again,
  // endlessly, as long as it has sent nothing.
  { what: 'hangs up at once', greets: (socket) => socket.end(), ...either },
  {
    what: 'breaks the connection at once',
    greets: (socket) => socket.resetAndDestroy(),
    code: either.code,
    limit: either.limit,
  },
  { what: 'hangs up on a request', says: (socket) => socket.end(), ...lost },
  { what: 'hangs up in the status line', says: last('HTTP/1.1 2'), ...lost },
  { what: 'hangs up in its head', says: last(`${OK}content-ty`), ...lost },
  { what: 'says its head byte by byte', says: slowly('HTTP/1.1 200 OK\r\nx-a: ', 'a'), ...late },
  { what: 'says its body byte by byte', says: slowly(`${OK}content-length: 100000\r\n\r\n`, '1'), ...late },
  { what: 'says chunk after chunk', says: slowly(CHUNKED, '1\r\n1\r\n'), ...late },
  { what: 'goes silent after its head', says: text(`${OK}content-length: 10\r\n\r\n`), ...late },
  { what: 'goes silent in its body', says: text(`${CHUNKED}5\r\n"hel`), ...late },
  { what: 'promises more than it says', says: last(`${OK}content-length: 100\r\n\r\n"done"`), ...lost },
  { what: 'leaves out the last chunk', says: last(`${CHUNKED}6\r\n"done"\r\n`), ...lost },
  { what: 'breaks off in a chunk', says: last(`${CHUNKED}ff\r\n"done"`), ...lost },
  { what: 'says more than it promised', says: text(`${OK}content-length: 4\r\n\r\n"done"`), ...nonsense },
  { what: 'says a length that is no number', says: text(`${OK}content-length: abc\r\n\r\n"done"`), ...lost },
  { what: 'says a negative length', says: text(`${OK}content-length: -6\r\n\r\n"done"`), ...lost },
  {
    what: 'says a length beyond all numbers',
    says: text(`${OK}content-length: 99999999999999999999999\r\n\r\n1`),
    ...lost,
  },
  {
    what: 'says two lengths',
    says: text(`${OK}content-length: 6\r\ncontent-length: 5\r\n\r\n"done"`),
    ...lost,
  },
  { what: 'says a chunk size that is none', says: text(`${CHUNKED}xyz\r\n"done"\r\n`), ...lost },
  { what: 'says a chunk longer than its size', says: text(`${CHUNKED}2\r\n"done"\r\n0\r\n\r\n`), ...lost },
  {
    what: 'says a page with 200',
    says: body('<!doctype html><p>Welcome</p>', 'content-type: text/html\r\n'),
    ...nonsense,
  },
  {
    what: 'says a page with 502',
    says: text('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 6\r\n\r\n<html>'),
    name: 'ServerError',
    code: 'http_502',
    status: 502,
    outcome: 'rejected',
  },
  {
    what: 'says 503 and never why',
    // Its head must have come by then, also on a busy machine.
    limit: 5_000,
    isSlow: true,
    says: text('HTTP/1.1 503 No\r\ncontent-length: 60\r\n\r\n{"err'),
    name: 'ServerError',
    code: 'http_503',
    status: 503,
    outcome: 'rejected',
  },
  {
    what: 'says 404 and breaks off',
    says: last('HTTP/1.1 404 No\r\ncontent-length: 60\r\n\r\n{"err'),
    name: 'NotFoundError',
    status: 404,
  },
  {
    what: 'says a megabyte of headers',
    says: text(OK + `x-a: ${'a'.repeat(1_000)}\r\n`.repeat(1_000)),
    ...lost,
  },
  { what: 'says headers without end', says: flood(OK, 'x-a: b\r\n'), ...lost },
  { what: 'says a header without end', says: flood(`${OK}x-a: `, 'a'), ...lost },
  { what: 'says a status line without end', says: flood('HTTP/1.1 200 ', 'O'), ...either },
  {
    what: 'says a header with a zero byte',
    says: text(`${OK}x-a: a\0b\r\ncontent-length: 6\r\n\r\n"done"`),
    ...lost,
  },
  { what: 'speaks another protocol', says: text('-ERR unknown command\r\n'), ...lost },
  { what: 'speaks before it is asked', greets: text('SSH-2.0-OpenSSH_9.6\r\n'), ...lost },
  {
    what: 'speaks noise',
    says: text(Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 7919) % 256))),
    ...lost,
  },
  { what: 'says nothing but 100', says: flood('', 'HTTP/1.1 100 Continue\r\n\r\n'), ...either },
  { what: 'says nothing but 103', says: flood('', 'HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n'), ...either },
  {
    what: 'changes to another protocol',
    says: text('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nx'),
    ...lost,
  },
  {
    what: 'says 999',
    says: text('HTTP/1.1 999 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
    name: 'ServerError',
    code: 'http_999',
    status: 999,
  },
  { what: 'says a status that is none', says: text('HTTP/1.1 abc No\r\ncontent-length: 0\r\n\r\n'), ...lost },
  {
    what: 'says 304',
    says: text('HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n'),
    name: 'OS1Error',
    code: 'http_304',
    status: 304,
  },
  { what: 'says that plain text is gzip', says: body('"done"', 'content-encoding: gzip\r\n'), ...lost },
  // `fetch` gives what could be unpacked, which is half of a JSON.
  {
    what: 'says a cut gzip',
    says: body(cut, 'content-encoding: gzip\r\n'),
    code: expect.stringMatching(/^(unexpected_response|connection_failed)$/),
  },
  { what: 'says an unknown coding', says: body(cut, 'content-encoding: zip\r\n'), ...nonsense },
  { what: 'leads in circles', says: redirect('/x'), ...elsewhere },
  { what: 'leads elsewhere', says: redirect('http://127.0.0.2:1/x'), ...elsewhere },
  { what: 'leads from here to https', says: redirect('https://127.0.0.1/x'), ...elsewhere },
  { what: 'leads nowhere', says: redirect(''), ...elsewhere },
  { what: 'leads to nonsense', says: redirect('http://[::bad'), ...elsewhere },
  { what: 'leads to a file', says: redirect('file:///etc/passwd'), ...elsewhere },
  { what: 'says JSON and then some', says: body('{"a":1}}'), ...nonsense },
  { what: 'says half of a JSON', says: body('{"a":'), ...nonsense },
  { what: 'says bytes that are no UTF-8', says: body(Buffer.from([0xff, 0xfe, 0x31])), ...nonsense },
  { what: 'says a JSON too deep', says: body('['.repeat(200_000)), ...nonsense },
  {
    what: 'speaks plain HTTP on https',
    says: text('HTTP/1.1 400 No\r\n\r\n'),
    scheme: 'https',
    ...lost,
    outcome: 'not_sent',
  },
  { what: 'hangs up on TLS', says: (socket) => socket.end(), scheme: 'https', ...lost },
  { what: 'says nothing to TLS', says: () => undefined, scheme: 'https', ...late },
];

/** Sends a request to a broken server, and checks the error. */
async function reports(
  { says, greets, what: _, isSlow: __, scheme, limit = 30_000, ...expected }: Broken,
  wireName: string,
  wire: Wire,
  expect: ExpectStatic,
): Promise<void> {
  await using server = await rawServer((socket) => {
    greets?.(socket);
    if (says) socket.once('data', () => says(socket));
    socket.resume();
  });
  const endpoint = scheme ? server.url.replace('http:', 'https:') : server.url;
  const transport = new Transport({
    endpoint,
    apiKey: 'mi_abc',
    timeout: limit,
    maxRetries: 0,
    wire,
  });
  const started = performance.now();
  const error = await failure(transport.request('GET', '/x'));
  expect(error).toMatchObject(expected);
  expect(error.message).toContain('/x');
  expect(error.hint ?? error.status).toBeTruthy();
  // `fetch` closes abandoned connections later, within 10 s.
  if (wireName === 'fetchWire' && performance.now() - started > 400) return;
  await expect.poll(() => server.sockets.filter(({ closed }) => !closed).length).toBe(0);
}

// The slow ones are together: each waits for its limit.
describe.concurrent.each(wires)('%s', (wireName, wire) => {
  test.for(broken.filter(({ isSlow }) => isSlow))(
    'error: reports a server that $what',
    (server, { expect }) => reports(server, wireName, wire(), expect),
  );
});

describe.each(wires)('%s', (wireName, wire) => {
  test.for(broken.filter(({ isSlow }) => !isSlow))(
    'error: reports a server that $what',
    (server, { expect }) => reports(server, wireName, wire(), expect),
  );

  const junk = 'HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n"forged"';

  test.each<[string, HttpMethod, string]>([
    ['more than was promised', 'GET', `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1${junk}`],
    ['204 with a body', 'DELETE', `HTTP/1.1 204 No Content\r\ncontent-length: ${junk.length}\r\n\r\n${junk}`],
    [
      'an answer to HEAD with a body',
      'HEAD',
      `HTTP/1.1 200 OK\r\ncontent-length: ${junk.length}\r\n\r\n${junk}`,
    ],
    ['two answers at once', 'GET', `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1${junk}${junk}`],
    ['404 and an answer without a request', 'GET', `HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n${junk}`],
  ])('behavior: gives the next call its own response after %s', async (_name, method, first) => {
    let requests = 0;
    await using server = await rawServer((socket) => {
      socket.on('data', () =>
        socket.write(requests++ === 0 ? first : `${OK}content-length: 6\r\n\r\n"mine"`),
      );
    });
    const transport = new Transport({ endpoint: server.url, wire: wire() });
    await transport.request(method, '/x').catch(() => undefined);
    for (let call = 0; call < 3; call++) expect(await transport.request('GET', '/x')).toBe('mine');
  });
});
