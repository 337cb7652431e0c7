import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '@mitosislabs/tooling/serve';
import { fetchWire, Transport, type Wire } from '@mitosislabs/transport';
import { describe, expect, test } from 'vitest';
import { NodeFilesAPI } from './NodeFilesAPI.ts';

const OLD = randomBytes(300_000);
const NEW = randomBytes(300_000);
const CUT = 120_000;
const DATES = { 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT', date: 'Thu, 02 Jan 2025 00:00:00 GMT' };

type Headers = Record<string, string>;
/** Responds to a request. `came` resolves when the client has read a part of the first body. */
type Respond = (request: IncomingMessage, response: ServerResponse, came: Promise<void>) => void;

/** Sends the head of a response and the beginning of its body, and breaks the connection when that was read. */
const broken =
  (headers: Headers, body = OLD): Respond =>
  (_, response, came) => {
    response.writeHead(200, { 'content-length': body.length, ...headers });
    response.write(body.subarray(0, CUT), () => void came.then(() => response.socket?.end()));
  };
const whole =
  (headers: Headers, body = NEW): Respond =>
  (_, response) => {
    response.writeHead(200, headers).end(body);
  };
/** Sends the part that was asked for. `more` replaces headers. */
const part =
  (more: Headers = {}, body = OLD): Respond =>
  ({ headers }, response) => {
    const first = Number(/^bytes=(\d+)-$/.exec(String(headers.range))?.[1]);
    response.writeHead(206, { 'content-range': `bytes ${first}-${body.length - 1}/${body.length}`, ...more });
    response.end(body.subarray(first));
  };

/** A folder of its own for a test. */
async function makeFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'mitosis-resume-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Downloads a file from a server that answers the requests in this way, one after the other. */
async function download(answers: Respond[], { wire, maxRetries }: { wire?: Wire; maxRetries?: number } = {}) {
  const ranges: (string | undefined)[] = [];
  let arrive = (): void => undefined;
  const came = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await using server = await serve((request, response) => {
    const { range, 'if-range': condition } = request.headers;
    ranges.push(range && `${range} if ${String(condition)}`);
    const answer = answers[ranges.length - 1];
    if (answer) answer(request, response, came);
    else response.writeHead(404).end();
  });
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url, wire, maxRetries }));
  await using folder = await makeFolder();
  const path = join(folder.path, 'x');
  const loaded: number[] = [];
  const error: unknown = await files
    .downloadTo('o', 'x', path, {
      onProgress: (progress) => {
        loaded.push(progress.loaded);
        if (progress.loaded > 0) arrive();
      },
    })
    .then(
      () => undefined,
      (failure: unknown) => failure,
    );
  const left = await readdir(folder.path);
  const bytes = left.length > 0 ? await readFile(path) : undefined;
  const file = bytes?.equals(OLD) ? 'old' : bytes?.equals(NEW) ? 'new' : bytes && 'mixed';
  return { ranges, error, file, left, loaded };
}

const TAG = { etag: '"v1"' };
const REST = `bytes=${CUT}-`;

// All wait before they try again: together, each with a server and a folder of its own.
describe.concurrent.each<[string, () => Wire | undefined]>([
  ['the wire for Node', () => undefined],
  ['fetch', () => fetchWire()],
])('over %s', (_, wire) => {
  test.each([
    ['ETag', TAG, '"v1"'],
    ['Last-Modified', DATES, DATES['last-modified']],
  ])('default: a download that breaks continues with the same %s', async (_name, headers, condition) => {
    const made = wire();
    const { ranges, error, file, loaded } = await download([broken(headers), part(headers)], {
      ...(made && { wire: made }),
    });
    expect({ error, file }).toEqual({ error: undefined, file: 'old' });
    expect(ranges[0]).toBe(undefined);
    // `fetch` may lose the end of what came before the break.
    const [, first] = /^bytes=(\d+)- if /.exec(String(ranges[1])) ?? [];
    expect(ranges[1]).toBe(`bytes=${first}- if ${condition}`);
    expect(Number(first)).toBeGreaterThan(0);
    expect(Number(first)).toBeLessThanOrEqual(CUT);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(loaded.at(-1)).toBe(OLD.length);
  });
});

test.concurrent('behavior: a download that breaks twice continues twice', async () => {
  const second: Respond = ({ headers }, response) => {
    const first = Number(/\d+/.exec(String(headers.range))?.[0]);
    const range = `bytes ${first}-${OLD.length - 1}/${OLD.length}`;
    response.writeHead(206, { ...TAG, 'content-range': range, 'content-length': OLD.length - first });
    response.write(OLD.subarray(first, first + 50_000), () => response.socket?.end());
  };
  const { ranges, file } = await download([broken(TAG), second, part(TAG)]);
  expect(file).toBe('old');
  expect(ranges).toEqual([undefined, `${REST} if "v1"`, `bytes=${CUT + 50_000}- if "v1"`]);
});

const wrongParts: [string, Respond][] = [
  ['another ETag', part({ etag: '"v2"' }, NEW)],
  ['no ETag', part({})],
  ['a weak ETag', part({ etag: 'W/"v1"' })],
  ['no Content-Range', (_, response) => response.writeHead(206, TAG).end(OLD.subarray(CUT))],
  ['another beginning', part({ ...TAG, 'content-range': `bytes ${CUT + 1}-299999/300000` })],
  ['another end', part({ ...TAG, 'content-range': `bytes ${CUT}-299998/300000` })],
  ['another size', part({ ...TAG, 'content-range': `bytes ${CUT}-299999/300001` })],
  ['an unknown size', part({ ...TAG, 'content-range': `bytes ${CUT}-299999/*` })],
  [
    'a compressed part',
    ({ headers }, response) => {
      const range = `bytes ${CUT}-299999/300000`;
      expect(headers['accept-encoding']).toBe('identity');
      response.writeHead(206, { ...TAG, 'content-range': range, 'content-encoding': 'gzip' });
      response.end(gzipSync(OLD.subarray(CUT)));
    },
  ],
  ['the whole file', whole({ etag: '"v2"' })],
  ['416', (_, response) => void response.writeHead(416).end()],
];
test.concurrent.each(wrongParts)(
  'behavior: a server that sends %s is asked for the whole file',
  async (_, answer) => {
    const { ranges, error, file, left } = await download([broken(TAG), answer, whole({ etag: '"v2"' })]);
    expect({ error, file, left }).toEqual({ error: undefined, file: 'new', left: ['x'] });
    expect(ranges).toEqual([undefined, `${REST} if "v1"`, undefined]);
  },
);

test.concurrent.each<[string, Respond]>([
  ['no validator', broken({})],
  ['a weak ETag', broken({ etag: 'W/"v1"', ...DATES })],
  ['a Last-Modified of this second', broken({ ...DATES, date: DATES['last-modified'] })],
  ['a Last-Modified that is no date', broken({ 'last-modified': 'today' })],
  [
    'a compressed body',
    (_, response) => {
      const body = gzipSync(OLD);
      response.writeHead(200, { ...TAG, 'content-encoding': 'gzip', 'content-length': body.length });
      response.write(body.subarray(0, CUT), () => response.socket?.end());
    },
  ],
])('behavior: after a response with %s, the whole file is asked for', async (_, first) => {
  const { ranges, error, file } = await download([first, whole({})]);
  expect({ error, file, ranges }).toEqual({ error: undefined, file: 'new', ranges: [undefined, undefined] });
});

test.concurrent('behavior: a shorter file leaves nothing of a longer one', async () => {
  const short = randomBytes(10);
  await using server = await serve((request, response) => {
    if (server.seen.length === 1) broken({})(request, response, Promise.resolve());
    else response.end(short);
  });
  await using folder = await makeFolder();
  const path = join(folder.path, 'x');
  await new NodeFilesAPI(new Transport({ endpoint: server.url })).downloadTo('o', 'x', path);
  expect(await readFile(path)).toEqual(short);
});

test.concurrent('error: a download that breaks too often, or may not be retried, leaves nothing', async () => {
  for (const [maxRetries, requests] of [
    [0, 1],
    [1, 2],
  ] as const) {
    const { ranges, error, left } = await download([broken({}), broken({}), whole({})], { maxRetries });
    expect(error).toMatchObject({ code: 'connection_failed' });
    expect(ranges).toHaveLength(requests);
    expect(left).toEqual([]);
  }
});

test.concurrent('error: a file that is gone after the break is reported', async () => {
  const { error, left } = await download([broken(TAG)]);
  expect(error).toMatchObject({ status: 404 });
  expect(left).toEqual([]);
});

test.concurrent('error: an abort during the wait ends the download', async () => {
  const stop = new AbortController();
  await using server = await serve((request, response) => {
    response.once('close', () => stop.abort());
    broken(TAG)(request, response, Promise.resolve());
  });
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await using folder = await makeFolder();
  const download = files.downloadTo('o', 'x', join(folder.path, 'x'), { signal: stop.signal });
  await expect(download).rejects.toMatchObject({ code: 'aborted' });
  expect(await readdir(folder.path)).toEqual([]);
});
