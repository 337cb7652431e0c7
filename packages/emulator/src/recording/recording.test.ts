import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { signRequest } from '@mitosislabs/auth/signing';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, expect, test } from 'vitest';
import { startRecorder, startReplay } from '../recording.ts';
import { startEmulator } from '../startEmulator.ts';

const folder = mkdtempSync(join(tmpdir(), 'recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.jsonl`);

function client(endpoint: string, apiKey: string) {
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  return async (method: string, path: string, body?: unknown) => {
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(`${endpoint}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      text,
      json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
    };
  };
}

/** Records some work, and returns the file with what the client saw. */
async function record() {
  const platform = await startEmulator({ brain: 'none' });
  const file = newFile();
  const { endpoint, dashboardEndpoint, apiKey, jwtSecret } = platform;
  const recorder = await startRecorder({ file, upstream: endpoint, upstreamDashboard: dashboardEndpoint });
  const call = client(recorder.endpoint, apiKey);
  const office = (await call('POST', '/api/v1/offices', { name: 'acme' })).json;
  const path = `/api/v1/offices/${office.id}`;
  const before = await call('GET', `${path}/tasks`);
  const task = await call('POST', `${path}/tasks`, { title: 'Audit' });
  const after = await call('GET', `${path}/tasks`);
  await call('PUT', `${path}/env`, { PLAIN: 'a-secret-value' });
  await call('GET', `${path}/env/values`);
  const secret = (await call('POST', `${path}/rotate-secret`)).json.secret as string;
  const kube = await call('GET', `${path}/kubeconfig`);
  await call('GET', '/nowhere?access_token=a-secret-value&q=%61%20b');
  const stream = await fetch(`${recorder.endpoint}${path}/messages/stream`, {
    headers: { Authorization: `Bearer ${apiKey}` },
  });
  const reader = stream.body?.getReader();
  await reader?.read();
  await call('POST', `${path}/tasks`, { title: 'Streamed' });
  let seen = '';
  while (!seen.includes('Streamed')) seen += new TextDecoder().decode((await reader?.read())?.value);
  await reader?.cancel();
  const secrets = [apiKey, jwtSecret, secret, 'a-secret-value', kube.text];
  return { platform, recorder, file, path, before, task, after, secrets };
}

test('default: what was recorded is served in order, streams included, and has no secret', async () => {
  const { platform, recorder, file, path, before, task, after, secrets } = await record();
  await recorder.close();
  await platform.close();
  const text = readFileSync(file, 'utf8');
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const replay = await startReplay({ file });
  const call = client(replay.endpoint, 'mi_any_key');
  expect((await call('GET', `${path}/tasks`)).json).toEqual(before.json);
  expect((await call('POST', `${path}/tasks`, { title: 'Audit' })).json).toEqual(task.json);
  expect((await call('GET', `${path}/tasks`)).json).toEqual(after.json);
  expect((await call('GET', `${path}/tasks`)).json).toEqual(after.json);
  expect((await call('GET', '/nowhere?access_token=another&q=%61%20b')).json).toMatchObject({
    code: 'unknown_route',
  });
  const other = await call('POST', `${path}/tasks`, { title: 'Another' });
  expect(other).toMatchObject({ status: 501, json: { code: 'not_recorded' } });
  // An old signature is accepted.
  const headers = {
    ...signRequest({ agentId: 'aria', signingKey: new Uint8Array(32).fill(1) }, 'GET', '/', 1),
  };
  expect((await fetch(`${replay.endpoint}${path}/tasks`, { headers })).status).toBe(200);
  const stream = await fetch(`${replay.endpoint}${path}/messages/stream`);
  const reader = stream.body?.getReader();
  let seen = '';
  while (!seen.includes('Streamed')) seen += new TextDecoder().decode((await reader?.read())?.value);
  expect(seen).toMatch(/^id: \d+$/m);
  await reader?.cancel();
  await replay.close();
});

test('behavior: a credential that passed is not in what follows, also in free text, which is replayed', async () => {
  const platform = await startEmulator({ brain: 'none' });
  const file = newFile();
  const recorder = await startRecorder({ file, upstream: platform.endpoint });
  const call = client(recorder.endpoint, platform.apiKey);
  const path = `/api/v1/offices/${(await call('POST', '/api/v1/offices', { name: 'acme' })).json.id}`;
  await call('PUT', `${path}/env`, { PLAIN: 'zX9-hunter-2000' });
  const body = { title: 'Audit', description: 'The value is zX9-hunter-2000.' };
  const { json } = await call('POST', `${path}/tasks`, body);
  expect(json.description).toBe(body.description);
  await recorder.close();
  await platform.close();
  expect(readFileSync(file, 'utf8')).not.toContain('hunter');
  const replay = await startReplay({ file });
  const again = await client(replay.endpoint, platform.apiKey)('POST', `${path}/tasks`, body);
  expect(again.json).toEqual({ ...json, description: 'The value is [redacted].' });
  await replay.close();
});

test('behavior: a torn last line is left out; a recorder that was killed loses nothing before', async () => {
  const { platform, recorder, file, path } = await record();
  // The file is complete while the recorder still runs.
  const copy = newFile();
  writeFileSync(copy, readFileSync(file));
  appendFileSync(copy, '{"id":99,"host":"off');
  const replay = await startReplay({ file: copy });
  expect((await fetch(`${replay.endpoint}${path}/tasks`)).status).toBe(200);
  await replay.close();
  await recorder.close();
  await platform.close();
});

const entry = {
  id: 1,
  host: 'office-manager',
  method: 'GET',
  target: '/x',
  bodyHash: '',
  response: { status: 200, headers: {}, body: '' },
};

test.each([
  ['another format', { format: 'mitosis-recording/2' }, entry],
  ['a target that is no path', {}, { ...entry, target: 'http://other/' }],
  ['a target with a line end', {}, { ...entry, target: '/x\r\ny' }],
  [
    'a header with a line end',
    {},
    { ...entry, response: { ...entry.response, headers: { a: 'b\r\nc: d' } } },
  ],
  ['a status that is none', {}, { ...entry, response: { ...entry.response, status: 99 } }],
  ['an unknown host', {}, { ...entry, host: 'elsewhere' }],
  ['a piece without its entry', {}, { of: 7, ms: 1, text: 'x' }],
])('error: refuses a recording with %s', async (_, head, line) => {
  const file = newFile();
  const first = {
    format: 'mitosis-recording/1',
    endpoint: 'http://a',
    dashboardEndpoint: 'http://a',
    startedAt: '',
    ...head,
  };
  writeFileSync(file, `${JSON.stringify(first)}\n${JSON.stringify(line)}\n`);
  await expect(startReplay({ file })).rejects.toMatchObject({ code: 'recording_invalid' });
});

test('error: refuses a foreign Host and Origin, a file that exists, and an upstream that is down', async () => {
  const file = newFile();
  const recorder = await startRecorder({ file, upstream: 'http://127.0.0.1:1' });
  const foreign = await fetch(`${recorder.endpoint}/healthz`, { headers: { Origin: 'http://evil.example' } });
  expect(await foreign.json()).toMatchObject({ code: 'foreign_origin' });
  const status = await new Promise((resolve) => {
    const { port } = new URL(recorder.endpoint);
    request({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
  const down = await fetch(`${recorder.endpoint}/healthz`);
  expect([down.status, await down.json()]).toMatchObject([502, { code: 'upstream_failed' }]);
  await expect(startRecorder({ file, upstream: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'recording_exists',
  });
  await expect(startRecorder({ file: newFile(), upstream: 'x' })).rejects.toMatchObject({
    code: 'invalid_argument',
  });
  await recorder.close();
});

test('behavior: an answer that is compressed unasked is recorded in plain text, without its secrets', async () => {
  const text = JSON.stringify({ apiKey: 'a-secret-value', title: 'Audit' });
  const packed: Record<string, Buffer> = {
    gzip: gzipSync(text),
    deflate: deflateSync(text),
    br: brotliCompressSync(text),
    // Not what it says it is.
    'x-gzip': Buffer.from('a-secret-value'),
  };
  await using platform = await serve((request, response) => {
    const encoding = request.url?.slice(1) ?? '';
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
    response.end(packed[encoding]);
  });
  const file = newFile();
  const recorder = await startRecorder({ file, upstream: platform.url });
  for (const encoding of Object.keys(packed)) {
    const seen = await fetch(`${recorder.endpoint}/${encoding}`)
      .then((response) => response.text())
      .catch(() => '');
    if (encoding !== 'x-gzip') expect(seen).toBe(text);
  }
  await recorder.close();
  expect(readFileSync(file, 'utf8')).not.toContain('a-secret-value');
  const replay = await startReplay({ file });
  for (const encoding of ['gzip', 'deflate', 'br']) {
    const response = await fetch(`${replay.endpoint}/${encoding}`);
    expect(await response.json()).toEqual({ apiKey: '[redacted]', title: 'Audit' });
  }
  await replay.close();
});

test('behavior: records each event of a stream whose lines end in CRLF when it comes', async () => {
  const platform = await serve((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('id: 1\r\ndata: {"text":"one"}\r\n\r\nid: 2\r\ndata: tw');
  });
  const file = newFile();
  const recorder = await startRecorder({ file, upstream: platform.url });
  const { body } = await fetch(`${recorder.endpoint}/events`);
  const reader = body?.getReader();
  await reader?.read();
  const [, , piece] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(piece).toMatchObject({ of: 1, text: 'id: 1\ndata: {"text":"one"}\n\n' });
  await reader?.cancel();
  await recorder.close();
  await platform.close();
});

test('error: refuses a body that is too large before it comes', async () => {
  const recorder = await startRecorder({ file: newFile(), upstream: 'http://127.0.0.1:1' });
  const { port } = new URL(recorder.endpoint);
  const headers = { 'Content-Length': 1024 ** 3 };
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', path: '/x', headers });
  outgoing.flushHeaders();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  outgoing.on('error', () => undefined).destroy();
  await recorder.close();
});

test('error: says which recording cannot be read or created', async () => {
  const missing = join(folder, 'none', 'a.jsonl');
  await expect(startReplay({ file: missing })).rejects.toMatchObject({
    code: 'recording_unreadable',
    message: `The recording ${missing} cannot be read: there is no such file or folder.`,
    hint: 'Name a file of `mi dev --record`.',
  });
  await expect(startReplay({ file: folder })).rejects.toMatchObject({
    message: `The recording ${folder} cannot be read: it is a folder.`,
  });
  await expect(startRecorder({ file: missing, upstream: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'recording_unreadable',
    message: `The recording ${missing} cannot be created: there is no such file or folder.`,
  });
});
