import { randomBytes } from 'node:crypto';
import { appendFile, link, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { Transport, type WireResponse } from '@mitosislabs/transport';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NodeFilesAPI } from './NodeFilesAPI.ts';

const OLD = randomBytes(300_000);
const NEW = randomBytes(300_000);
const CUT = 120_000;

/** The file on the server. */
interface Version {
  content: Buffer;
  headers: Record<string, string>;
  /** Breaks the connection after so many bytes of a response. */
  cut?: number;
  /** Called in place of the break. */
  stalled?: () => void;
}

let folder: string;
let path: string;
let server: TestServer;
let now: Version;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-part-'));
  path = join(folder, 'x');
  now = { content: OLD, headers: { etag: '"v1"' } };
  server = await serve((request, response) => {
    const { content, headers, cut = Infinity, stalled } = now;
    const same = request.headers['if-range'] === (headers['etag'] ?? headers['last-modified']);
    const [, from] = (same && /^bytes=(\d+)-$/.exec(String(request.headers.range))) || [];
    const first = Number(from ?? 0);
    const body = content.subarray(first);
    const part = from && { 'content-range': `bytes ${first}-${content.length - 1}/${content.length}` };
    response.writeHead(from ? 206 : 200, { ...headers, ...part, 'content-length': body.length });
    if (cut >= body.length) return void response.end(body);
    response.write(body.subarray(0, cut), () => (stalled ? stalled() : response.socket?.end()));
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Downloads once, without retries. Returns the error, if any. */
async function download({
  office = 'o',
  maxRetries = 0,
  overwrite = false,
  resume = true,
} = {}): Promise<unknown> {
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  return files.downloadTo(office, 'x', path, { resume, maxRetries, overwrite }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A download that broke: its part is left. */
async function broken(): Promise<string> {
  now.cut = CUT;
  expect(await download()).toMatchObject({ code: 'connection_failed' });
  delete now.cut;
  const [name = ''] = await readdir(folder);
  expect(name).toMatch(/^x\.[0-9a-f]{8}\.[0-9a-z]+-[0-9a-z]+\.part$/);
  return join(folder, name);
}

const ranges = (): unknown[] => server.seen.map(({ headers }) => headers.range);

async function expectWhole(content: Buffer): Promise<void> {
  expect(await readdir(folder)).toEqual(['x']);
  expect((await readFile(path)).equals(content)).toBe(true);
}

const DATES = { 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT', date: 'Thu, 02 Jan 2025 00:00:00 GMT' };

test.each([
  ['ETag', { etag: '"v1"' }],
  ['Last-Modified', DATES],
])('default: a later call continues the part of a broken one, by its %s', async (_, headers) => {
  now.headers = headers;
  const { size } = await stat(await broken());
  expect(size).toBeGreaterThan(0);
  expect(await download()).toBe(undefined);
  expect(ranges()).toEqual([undefined, undefined, `bytes=${size}-`]);
  await expectWhole(OLD);
});

test('behavior: three calls, each of which brings a part, make one file', async () => {
  await broken();
  now.cut = 50_000;
  expect(await download()).toMatchObject({ code: 'connection_failed' });
  expect(await readdir(folder)).toHaveLength(1);
  delete now.cut;
  expect(await download()).toBe(undefined);
  expect(ranges().at(-1)).not.toBe(`bytes=${CUT}-`);
  await expectWhole(OLD);
});

test('behavior: a part of another version is deleted, and the download starts from the beginning', async () => {
  await broken();
  now = { content: NEW, headers: { etag: '"v2"' } };
  expect(await download()).toBe(undefined);
  expect(ranges()).toEqual([undefined, undefined]);
  await expectWhole(NEW);
});

test('behavior: a version that changes between the two requests of a call is not mixed', async () => {
  await broken();
  // The first response is still of the old version.
  const old = now;
  let requests = 0;
  Object.defineProperty(old, 'content', {
    get: () => {
      if (++requests === 1) now = { content: NEW, headers: { etag: '"v2"' } };
      return OLD;
    },
  });
  expect(await download()).toBe(undefined);
  await expectWhole(NEW);
});

test('behavior: a part that started over within a call has the name of its own version', async () => {
  now.cut = CUT;
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const onProgress = ({ loaded }: { loaded: number }): void => {
    // The first version broke; the retry gets the second one, which breaks too.
    if (loaded === CUT && now.content === OLD) now = { content: NEW, headers: { etag: '"v2"' }, cut: CUT };
  };
  const call = files.downloadTo('o', 'x', path, { resume: true, maxRetries: 1, onProgress });
  await expect(call).rejects.toMatchObject({ code: 'connection_failed' });
  const [left = ''] = await readdir(folder);
  expect(NEW.subarray(0, 100).equals((await readFile(join(folder, left))).subarray(0, 100))).toBe(true);
  now = { content: OLD, headers: { etag: '"v1"' } };
  expect(await download()).toBe(undefined);
  await expectWhole(OLD);
});

test('behavior: a part that has everything needs no more of the file', async () => {
  const part = await broken();
  await appendFile(part, OLD.subarray((await stat(part)).size));
  expect(await download()).toBe(undefined);
  expect(ranges()).toEqual([undefined, undefined]);
  await expectWhole(OLD);
});

test('behavior: a part that has too much starts over', async () => {
  const part = await broken();
  await appendFile(part, randomBytes(400_000));
  expect(await download()).toBe(undefined);
  await expectWhole(OLD);
});

test('behavior: the part of another office is not taken for it', async () => {
  await broken();
  now.content = NEW;
  expect(await download({ office: 'other' })).toBe(undefined);
  expect(ranges()).toEqual([undefined, undefined]);
  await expectWhole(NEW);
});

test('behavior: nothing is left without `resume`, or without a validator, or of a response that lies', async () => {
  now.cut = CUT;
  expect(await download({ resume: false })).toMatchObject({ code: 'connection_failed' });
  now.headers = {};
  expect(await download()).toMatchObject({ code: 'connection_failed' });
  now.headers = { etag: 'W/"v1"' };
  expect(await download()).toMatchObject({ code: 'connection_failed' });
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: a part that is still written is not taken over', async () => {
  now.cut = CUT;
  const stalled = new Promise<void>((resolve) => {
    now.stalled = resolve;
  });
  const stop = new AbortController();
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url, timeout: 0 }));
  const first = files.downloadTo('o', 'x', path, { resume: true, signal: stop.signal });
  first.catch(() => undefined);
  await stalled;
  await expect.poll(() => readdir(folder)).toHaveLength(1);
  now = { content: OLD, headers: { etag: '"v1"' } };
  expect(await download()).toBe(undefined);
  expect(ranges()).toEqual([undefined, undefined]);
  expect((await readFile(path)).equals(OLD)).toBe(true);
  stop.abort();
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  expect((await readFile(path)).equals(OLD)).toBe(true);
});

test.each<[string, (from: string, to: string) => Promise<void>]>([
  ['symbolic', symlink],
  ['hard', link],
])('behavior: a %s link that another user may have put there is not written through', async (_, make) => {
  const part = await broken();
  const other = join(folder, 'theirs');
  await rename(part, other);
  const before = await readFile(other);
  await make(other, part);
  expect(await download()).toBe(undefined);
  expect((await readFile(path)).equals(OLD)).toBe(true);
  expect((await readFile(other)).equals(before)).toBe(true);
});

test('behavior: processes with the same number, as in containers that share a folder, have parts of their own', async () => {
  const response = { status: 200, headers: { etag: '"v1"' } } as unknown as WireResponse;
  const parts = [];
  for (const other of ['first', 'second']) {
    vi.resetModules();
    const { PartFile } = await import('./PartFile.ts');
    parts.push(await PartFile.open(path, 'http://localhost/x', response));
    // No process takes it over.
    await link(parts.at(-1)?.path ?? '', join(folder, other));
  }
  await Promise.all(parts.map((part) => part.file.writeFile('x')));
  await Promise.all(parts.map((part) => part.close(true)));
  expect(new Set(parts.map((part) => part.path)).size).toBe(2);
});
