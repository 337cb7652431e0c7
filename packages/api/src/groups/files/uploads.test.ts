import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { fetchWire, Transport, type Wire } from '@mitosislabs/transport';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { FileData } from '../../contract/FileData.ts';
import { FilesAPI } from './FilesAPI.ts';
import type { FileProgress } from './UploadOptions.ts';

const MIB = 1024 * 1024;
const BYTES = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256);

const folder = mkdtempSync(join(tmpdir(), 'mitosis-uploads-'));
const path = join(folder, 'file');
writeFileSync(path, BYTES);
afterAll(() => rmSync(folder, { recursive: true }));

/** A server that keeps the files of the forms that it gets whole. */
async function fileServer(statuses: number[] = []) {
  const files: { name: string; type: string; bytes: Buffer; length: string | undefined }[] = [];
  const server = await serve(async (request, response) => {
    const body = await bodyOf(request).catch(() => undefined);
    if (!body) return;
    const headers = { 'content-type': String(request.headers['content-type']) };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    const file = form.get('file') as File;
    const { name, type } = file;
    const length = request.headers['content-length'];
    files.push({ name, type, bytes: Buffer.from(await file.arrayBuffer()), length });
    response.writeHead(statuses.shift() ?? 204, { 'retry-after': '0' }).end();
  });
  return Object.assign(server, { files });
}

async function* pieces(size: number, bytes: Uint8Array = BYTES): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function webStream(): ReadableStream<Uint8Array> {
  const chunks = pieces(50_000);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** Sources of an upload, and whether the length of each is known. */
const sources: [string, boolean, () => FileData | Promise<FileData>][] = [
  ['bytes', true, () => BYTES],
  ['a Blob', true, () => new Blob([BYTES])],
  ['a Response', true, () => new Response(BYTES, { headers: { 'content-length': String(BYTES.length) } })],
  ['a Response of unknown length', false, () => new Response(webStream())],
  [
    'a compressed Response',
    false,
    () => new Response(BYTES, { headers: { 'content-length': '9', 'content-encoding': 'gzip' } }),
  ],
  ['an empty Response', true, () => new Response(null)],
  ['a ReadableStream', false, webStream],
  ['a Node stream', false, () => Readable.from(pieces(70_000))],
  ['a file of Node', false, () => createReadStream(path)],
  ['an async generator', false, () => pieces(1)],
  [
    'a StreamBody',
    true,
    () => ({
      contentType: 'image/png',
      length: BYTES.length,
      isReplayable: true,
      open: () => pieces(99_999),
    }),
  ],
];
const wires: [string, (() => Wire) | undefined][] = [
  ['the wire for Node', undefined],
  ['fetch', fetchWire],
];

describe.each(wires)('over %s', (_, wire) => {
  test.each(sources)('default: uploads %s byte for byte', async (name, isKnown, make) => {
    await using server = await fileServer();
    const files = new FilesAPI(new Transport({ endpoint: server.url, wire: wire?.() }));
    await files.upload('o', 'a "b".bin', await make());
    const [file] = server.files;
    expect(file?.name).toBe('a "b".bin');
    expect(file?.bytes.equals(name === 'an empty Response' ? Buffer.alloc(0) : BYTES)).toBe(true);
    expect(file?.length !== undefined).toBe(isKnown);
    expect(file?.type).toBe(name === 'a StreamBody' ? 'image/png' : 'application/octet-stream');
  });

  test('behavior: counts the bytes of the file as progress, to the last one', async () => {
    await using server = await fileServer();
    const files = new FilesAPI(new Transport({ endpoint: server.url, wire: wire?.() }));
    for (const [, isKnown, make] of sources) {
      const seen: FileProgress[] = [];
      const data = await make();
      await files.upload('o', 'a', data, { onProgress: (progress) => void seen.push(progress) });
      const size = server.files.at(-1)?.bytes.length;
      expect(seen[0]).toEqual({ loaded: 0, total: isKnown ? size : undefined });
      expect(seen.at(-1)?.loaded).toBe(size);
      expect(seen.map(({ loaded }) => loaded)).toEqual(
        [...new Set(seen.map(({ loaded }) => loaded))].sort((a, b) => a - b),
      );
    }
  });

  test('error: reports the cause of a failed source; the server gets no file', async () => {
    await using server = await fileServer();
    const files = new FilesAPI(new Transport({ endpoint: server.url, wire: wire?.() }));
    const problem = new Error('the disk is gone');
    for (const length of [undefined, 2 * MIB]) {
      const open = async function* () {
        yield new Uint8Array(MIB);
        throw problem;
      };
      const upload = files.upload('o', 'a', { contentType: '', length, isReplayable: true, open });
      await expect(upload).rejects.toMatchObject({
        code: 'invalid_argument',
        argument: 'data',
        cause: problem,
      });
    }
    await wait(50);
    expect(server.files).toEqual([]);
  });
});

test.each([
  ['text', Readable.from(['text'])],
  ['numbers', Readable.from([1, 2])],
  ['nothing', Readable.from([[]])],
])('error: refuses a stream of %s', async (_, data) => {
  await using server = await fileServer();
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  const upload = files.upload('o', 'a', data as FileData);
  await expect(upload).rejects.toMatchObject({ argument: 'data', message: /^data must yield bytes, got / });
  expect(server.files).toEqual([]);
});

test.each([
  ['fewer', BYTES.length + 1],
  ['more', BYTES.length - 1],
])('error: refuses %s bytes than announced', async (which, length) => {
  await using server = await fileServer();
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  const headers = { 'content-length': String(length) };
  for (const data of [
    new Response(webStream(), { headers }),
    { contentType: '', length, isReplayable: true, open: () => pieces(1_000) },
  ]) {
    await expect(files.upload('o', 'a', data)).rejects.toMatchObject({
      argument: 'data',
      message: `data has ${which} than the ${length} bytes that were announced.`,
    });
  }
  expect(server.files).toEqual([]);
});

test('error: refuses a used source, or one that is no file, and sends nothing', async () => {
  await using server = await fileServer();
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  const used = new Response('x');
  await used.text();
  const locked = webStream();
  locked.getReader();
  const ended = Readable.from([BYTES]);
  for await (const _ of ended);
  const detached = BYTES.slice();
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  for (const data of [
    used,
    locked,
    ended,
    detached,
    detached.buffer,
    Readable.from([BYTES]).setEncoding('utf8'),
    Readable.from([]).destroy(),
    new Response('no', { status: 404 }),
  ]) {
    await expect(files.upload('o', 'a', data)).rejects.toMatchObject({ argument: 'data' });
  }
  expect(server.seen).toEqual([]);
});

test('behavior: sends bytes, Blobs and responses of other realms and packages', async () => {
  await using server = await fileServer();
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  const foreign = runInNewContext(`new Uint8Array([${BYTES.slice(0, 9)}])`) as Uint8Array;
  const bytes = BYTES.slice(0, 9);
  const stream = (): Readable => Readable.from([bytes]);
  const answer = { ok: true, status: 200, bodyUsed: false, headers: new Headers() };
  const arrayBuffer = async (): Promise<ArrayBuffer> => bytes.buffer;
  const made: unknown[] = [
    foreign,
    foreign.buffer,
    new DataView(bytes.buffer),
    // As formdata-node and node-fetch have them, and React Native.
    { size: 9, type: '', slice: () => undefined, stream },
    { size: 9, type: '', slice: () => undefined, arrayBuffer },
    { ...answer, body: stream(), arrayBuffer },
    { ...answer, arrayBuffer },
  ];
  for (const data of made) await files.upload('o', 'a', data as FileData);
  expect(server.files.map((file) => Uint8Array.from(file.bytes))).toEqual(made.map(() => bytes));
});

test('error: refuses a name with half of a surrogate pair', async () => {
  await using server = await fileServer();
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  await expect(files.upload('o', 'a\ud800', BYTES)).rejects.toMatchObject({ code: 'invalid_argument' });
  expect(server.seen).toEqual([]);
});

test('behavior: sends bytes and Blobs again after a 503, but no stream', async () => {
  await using server = await fileServer([503, 204, 503, 204, 503]);
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  for (const data of [BYTES, new Blob([BYTES])]) {
    const seen: number[] = [];
    await files.upload('o', 'a', data, { onProgress: ({ loaded }) => void seen.push(loaded) });
    expect(seen.filter((loaded) => loaded === 0)).toHaveLength(2);
    expect(seen.at(-1)).toBe(BYTES.length);
  }
  await expect(files.upload('o', 'a', pieces(1_000))).rejects.toMatchObject({ status: 503 });
  expect(server.files.map(({ bytes }) => bytes.equals(BYTES))).toEqual([true, true, true, true, true]);
});

test('behavior: sends a file that contains the end of a form', async () => {
  await using server = await fileServer();
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  const hostile = Buffer.from(
    '\r\n--mitosis-0--\r\n--\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\n',
  );
  await files.upload('o', 'a', hostile);
  await files.upload('o', 'a', new Blob([hostile], { type: 'text/plain' }));
  expect(server.files.map(({ bytes }) => bytes.equals(hostile))).toEqual([true, true]);
  const boundaries = server.seen.map(({ headers }) => headers['content-type']);
  expect(new Set(boundaries).size).toBe(2);
});

test('behavior: reads a source no earlier and no faster than it sends', async () => {
  let read = 0;
  await using server = await serve((request) => void request.pause());
  const files = new FilesAPI(new Transport({ endpoint: server.url }));
  let isLetGo = false;
  const source = (async function* () {
    try {
      for (; ; read++) yield new Uint8Array(MIB);
    } finally {
      isLetGo = true;
    }
  })();
  const controller = new AbortController();
  const upload = files.upload('o', 'a', source, { signal: controller.signal });
  await expect.poll(() => read).toBeGreaterThan(0);
  await wait(200);
  expect(read).toBeLessThan(30);
  controller.abort();
  await expect(upload).rejects.toMatchObject({ name: 'AbortedError' });
  await expect.poll(() => isLetGo).toBe(true);
});

test('behavior: passes on a Blob and buffers other sources where bodies cannot be streams', async () => {
  const bodies: unknown[] = [];
  // A program in a browser: its `navigator` shows it.
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0' });
  try {
    const wire = fetchWire(async (_, init: RequestInit) => {
      bodies.push(init.body);
      return new Response(null, { status: 204 });
    });
    const files = new FilesAPI(new Transport({ endpoint: 'http://127.0.0.1:1', wire }));
    const seen: FileProgress[] = [];
    const onProgress = (progress: FileProgress): void => void seen.push(progress);
    await files.upload('o', 'a', new Blob([BYTES]), { onProgress });
    expect(seen).toEqual([{ loaded: 0, total: BYTES.length }]);
    await files.upload('o', 'a', pieces(1_000));
    for (const body of bodies) {
      if (!(body instanceof Blob)) throw new Error('no Blob');
      expect(Buffer.from(await body.arrayBuffer()).includes(Buffer.from(BYTES))).toBe(true);
    }
    expect(bodies).toHaveLength(2);
  } finally {
    vi.unstubAllGlobals();
  }
});
