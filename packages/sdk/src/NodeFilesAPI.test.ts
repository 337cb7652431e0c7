import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startEmulator } from '@mitosislabs/emulator';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { beforeEach, expect, test } from 'vitest';
import { type FileProgress, MitosisClient, NodeFilesAPI, OS1Error, Transport } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-files-'));
  return () => rm(folder, { recursive: true });
});

test('default: downloads the uploaded bytes', async () => {
  await using emulator = await startEmulator();
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' });
  const { id } = await mi.offices.create({ name: 'files', forceCreate: true });
  const sent = randomBytes(300_000);
  await writeFile(join(folder, 'a b.bin'), sent);
  await mi.files.uploadFrom(id, join(folder, 'a b.bin'));
  await mi.files.uploadFrom(id, join(folder, 'a b.bin'), { filename: 'other.bin' });
  expect((await mi.files.list(id)).map(({ name }) => name).sort()).toEqual(['a b.bin', 'other.bin']);
  await mi.files.downloadTo(id, 'other.bin', join(folder, 'copy.bin'));
  expect(sent.equals(await readFile(join(folder, 'copy.bin')))).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['a b.bin', 'copy.bin']);
});

test('behavior: downloads a whole file from a platform that cuts a download and serves no parts', async () => {
  let cuts = 1;
  await using emulator = await startEmulator({
    faults: ({ method, target }) =>
      method === 'GET' && target.endsWith('/big.bin') && cuts-- > 0 ? 'cut' : undefined,
  });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await mi.offices.create({ name: 'files', forceCreate: true });
  const sent = randomBytes(300_000);
  await mi.files.upload(id, 'big.bin', sent);
  const path = join(folder, 'big.bin');
  await mi.files.downloadTo(id, 'big.bin', path);
  expect(cuts).toBeLessThan(0);
  expect(sent.equals(await readFile(path))).toBe(true);
  cuts = 1;
  const broken = mi.files.downloadTo(id, 'big.bin', path, { overwrite: true, maxRetries: 0 });
  await expect(broken).rejects.toMatchObject({ code: 'connection_failed' });
  expect(sent.equals(await readFile(path))).toBe(true);
});

/** A server that answers each request with these bytes, and closes the connection. */
async function sayingBytes(next: () => Buffer): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(next()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer with a file, in each way that HTTP has to say where it ends. */
function answers(file: Buffer): Record<string, Buffer> {
  const zipped = gzipSync(file);
  const sized = (body: Buffer, more = '', length = body.length) =>
    Buffer.concat([Buffer.from(`HTTP/1.1 200 X\r\nContent-Length: ${length}\r\n${more}\r\n`), body]);
  const chunked = (body: Buffer, more = '') => {
    const chunks = Array.from({ length: Math.ceil(body.length / 7_000) }, (_, index) => {
      const chunk = body.subarray(index * 7_000, (index + 1) * 7_000);
      return Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
    });
    const head = Buffer.from(`HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n${more}\r\n`);
    return Buffer.concat([head, ...chunks, Buffer.from('0\r\n\r\n')]);
  };
  return {
    sized: sized(file),
    chunked: chunked(file),
    'gzip, sized': sized(zipped, 'Content-Encoding: gzip\r\n'),
    'gzip, chunked': chunked(zipped, 'Content-Encoding: gzip\r\n'),
    // The length is right, and the compressed file in it is not whole.
    'gzip, cut before it was sent': sized(zipped.subarray(0, -9), 'Content-Encoding: gzip\r\n'),
    'a length that lies': sized(file, '', file.length + 1),
  };
}

test('error: leaves no complete-looking file in 200 downloads cut at random', async () => {
  const file = Buffer.concat([randomBytes(30_000), Buffer.alloc(30_000, 'text ')]);
  const kinds = Object.entries(answers(file));
  let answer: Buffer = Buffer.alloc(0);
  await using server = await sayingBytes(() => answer);
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url, maxRetries: 0 }));
  const path = join(folder, 'x');
  for (const [kind, whole] of kinds.slice(0, 4)) {
    answer = whole;
    await files.downloadTo('o1', 'x', path);
    expect({ kind, isWhole: file.equals(await readFile(path)) }).toEqual({ kind, isWhole: true });
    await rm(path);
  }
  for (let round = 0; round < 200; round++) {
    const [kind, whole] = kinds[round % kinds.length] ?? ['', Buffer.alloc(0)];
    const isCut = round % kinds.length < 4;
    const cut = isCut ? randomInt(whole.length) : whole.length;
    answer = whole.subarray(0, cut);
    const outcome = await files.downloadTo('o1', 'x', path).then(
      () => 'complete',
      (error: unknown) => (error instanceof OS1Error ? 'broken off' : error),
    );
    const left = await readdir(folder);
    expect({ kind, cut, outcome, left }).toEqual({ kind, cut, outcome: 'broken off', left: [] });
  }
});

test('error: refuses fewer or more bytes than announced', async () => {
  for (const length of ['4', '6']) {
    const transport = new Transport({
      endpoint: 'http://127.0.0.1:1',
      fetch: async () => new Response('12345', { headers: { 'content-length': length } }),
    });
    await expect(new NodeFilesAPI(transport).downloadTo('o1', 'x', join(folder, 'x'))).rejects.toMatchObject({
      code: 'incomplete_download',
      message: `The download has 5 bytes, and ${length} were announced.`,
    });
  }
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: reports progress both ways, with many small chunks', async () => {
  await using server = await serve((request, response) => {
    if (request.method === 'POST') {
      request.resume().on('end', () => response.writeHead(204).end());
      return;
    }
    response.writeHead(200, { 'content-length': '5000' });
    let left = 5_000;
    const more = (): void => {
      if (left-- > 0) response.write('x', more);
      else response.end();
    };
    more();
  });
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const path = join(folder, 'x');
  const seen: FileProgress[] = [];
  const onProgress = (progress: FileProgress): void => void seen.push(progress);
  await files.downloadTo('o1', 'x', path, { onProgress });
  expect((await stat(path)).size).toBe(5_000);
  expect([seen[0], seen.at(-1)]).toEqual([0, 5_000].map((loaded) => ({ loaded, total: 5_000 })));
  seen.length = 0;
  const size = 3 * 1024 * 1024 + 1;
  await writeFile(path, randomBytes(size));
  await files.uploadFrom('o1', path, { onProgress });
  expect(seen.map(({ loaded }) => loaded)).toEqual([0, 1, 2, 3].map((n) => n * 1024 * 1024).concat(size));
  expect(seen.every(({ total }) => total === size)).toBe(true);
});

test.each([0, 1, 1024 * 1024, 5_000_000])('default: uploads %d bytes, also after a 503', async (size) => {
  const bodies: Buffer[] = [];
  await using server = await serve(async (request, response) => {
    const headers = { 'content-type': String(request.headers['content-type']) };
    const form = await new Response(new Uint8Array(await bodyOf(request)), { headers }).formData();
    bodies.push(Buffer.from(await (form.get('file') as File).arrayBuffer()));
    response.writeHead(bodies.length === 1 ? 503 : 204, { 'retry-after': '0' }).end();
  });
  const sent = randomBytes(size);
  const path = join(folder, 'x');
  await writeFile(path, sent);
  await new NodeFilesAPI(new Transport({ endpoint: server.url })).uploadFrom('o1', path);
  expect(bodies.map((body) => body.equals(sent))).toEqual([true, true]);
});

test.each<[string, (path: string) => Promise<void>]>([
  ['grows', (path) => appendFile(path, 'more')],
  ['shrinks', (path) => truncate(path, 2_500_000)],
  ['is written over', (path) => writeFile(path, Buffer.alloc(5_000_000))],
  [
    'is written over, and gets its old time back',
    async (path) => {
      const { atime, mtime } = await stat(path);
      await writeFile(path, Buffer.alloc(5_000_000), { flag: 'r+' });
      await utimes(path, atime, mtime);
    },
  ],
])('error: does not upload a file that %s meanwhile', async (_, change) => {
  const path = join(folder, 'x');
  await writeFile(path, randomBytes(5_000_000));
  let whole = 0;
  await using server = await serve((request, response) => {
    request.once('data', () => {
      request.pause();
      void change(path).then(() => request.resume());
    });
    request.on('end', () => {
      whole++;
      response.writeHead(204).end();
    });
    request.on('error', () => undefined);
  });
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await expect(files.uploadFrom('o1', path)).rejects.toMatchObject({
    code: 'invalid_argument',
    message: `path ${path} was changed while it was read.`,
  });
  expect(whole).toBe(0);
});

test('behavior: uploads a file that is deleted meanwhile unchanged', async () => {
  const path = join(folder, 'x');
  const bytes = randomBytes(5_000_000);
  await writeFile(path, bytes);
  const bodies: Buffer[] = [];
  await using server = await serve(async (request, response) => {
    request.once('data', () => void rm(path));
    bodies.push(await bodyOf(request));
    response.writeHead(204).end();
  });
  await new NodeFilesAPI(new Transport({ endpoint: server.url })).uploadFrom('o1', path);
  expect(bodies[0]?.includes(bytes)).toBe(true);
});

test('behavior: applies the umask to a download', async () => {
  await using server = await serve((_, response) => response.end('new'));
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const path = join(folder, 'x');
  for (const [umask, mode] of [
    [0o022, 0o644],
    [0o077, 0o600],
  ] as const) {
    const before = process.umask(umask);
    try {
      await files.downloadTo('o1', 'x', path, { overwrite: true });
    } finally {
      process.umask(before);
    }
    expect((await stat(path)).mode & 0o777).toBe(mode);
  }
});

test('error: keeps an existing file unless overwrite is set', async () => {
  await using server = await serve((_, response) => response.end('new'));
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const path = join(folder, 'report');
  await writeFile(path, 'old');
  await expect(files.downloadTo('o1', 'x', path)).rejects.toMatchObject({ argument: 'path' });
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(server.seen).toEqual([]);
  await files.downloadTo('o1', 'x', path, { overwrite: true });
  expect(await readFile(path, 'utf8')).toBe('new');
  await expect(files.downloadTo('o1', 'x', folder, { overwrite: true })).rejects.toMatchObject({
    argument: 'path',
  });
  expect((await stat(folder)).isDirectory()).toBe(true);
});

test('behavior: keeps a file created meanwhile, and a file called .part', async () => {
  const path = join(folder, 'x');
  await using server = await serve(
    (_, response) => void writeFile(path, 'theirs').then(() => response.end('ours')),
  );
  await writeFile(`${path}.part`, 'theirs too');
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await expect(files.downloadTo('o1', 'x', path)).rejects.toMatchObject({ argument: 'path' });
  expect(await readFile(path, 'utf8')).toBe('theirs');
  expect(await readFile(`${path}.part`, 'utf8')).toBe('theirs too');
  expect((await readdir(folder)).sort()).toEqual(['x', 'x.part']);
});

test('behavior: accepts a name nearly as long as file systems allow', async () => {
  await using server = await serve((_, response) => response.end('whole'));
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await files.downloadTo('o1', 'x', join(folder, 'x'.repeat(240)));
  expect(await readdir(folder)).toEqual(['x'.repeat(240)]);
});

test('behavior: completes two concurrent downloads to one path', async () => {
  await using server = await serve((_, response) => response.end('whole'));
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const path = join(folder, 'x');
  await Promise.all([1, 2, 3].map(() => files.downloadTo('o1', 'x', path, { overwrite: true })));
  expect(await readFile(path, 'utf8')).toBe('whole');
  expect(await readdir(folder)).toEqual(['x']);
});

test('error: refuses to upload anything but regular files', async () => {
  await using server = await serve((_, response) => response.end());
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await mkdir(join(folder, 'sub'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const name of ['sub', 'pipe']) {
    await expect(files.uploadFrom('o1', join(folder, name))).rejects.toMatchObject({ argument: 'path' });
  }
  await expect(files.uploadFrom('o1', join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(server.seen).toEqual([]);
});
