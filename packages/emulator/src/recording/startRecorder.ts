import { closeSync, openSync, writeSync } from 'node:fs';
import { type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { InvalidArgumentError, MitosisError } from '@mitosislabs/auth/errors';
import type { Host } from '../core/Host.ts';
import { Redaction } from '../redaction/Redaction.ts';
import {
  bodyHashOf,
  FORMAT,
  type RecordedEntry,
  type RecordedPiece,
  type RecordingHead,
  recordingError,
  secretOperation,
} from './Recording.ts';
import { type LocalServer, serveLocally } from './serveLocally.ts';

/** Options for a recorder. */
export interface RecorderOptions {
  /** The new file. Only its owner can read it. */
  file: string;
  /** The office-manager of the platform to record. */
  upstream: string;
  /** Its dashboard. Default: the same. */
  upstreamDashboard?: string;
  /** The port to use in place of the office-manager's. Default: any free one. */
  port?: number;
  /** The port to use in place of the dashboard's. Default: any free one. */
  dashboardPort?: number;
}

/** A running recorder, or a running replay. */
export interface RunningRecording {
  /** The address to use in place of the office-manager's. */
  readonly endpoint: string;
  /** The address to use in place of the dashboard's. */
  readonly dashboardEndpoint: string;
  /** Stops it, and ends all connections. */
  close(): Promise<void>;
}

/** Headers that belong to one connection. */
const OF_CONNECTION = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'te',
  'trailer',
  'proxy-authenticate',
  'proxy-authorization',
];
const TEXT = /^(text\/|application\/(json|.*\+json|xml|yaml|javascript|x-www-form-urlencoded))/i;

/**
 * Starts a proxy in front of a live platform that records requests and answers. Keys, tokens, signatures, cookies and
 * secrets are removed before anything is written. Each answer is in the file before the client has it.
 *
 * @throws {@link InvalidArgumentError} when an address is not a URL of http or https.
 * @throws {@link MitosisError} `recording_exists` when the file exists, `recording_unreadable` when it cannot be created, `port_unavailable` when a port is taken.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { startEmulator } from '@mitosislabs/emulator';
 * import { startRecorder } from '@mitosislabs/emulator/recording';
 *
 * const platform = await startEmulator();
 * const file = `${await mkdtemp(`${tmpdir()}/recording-`)}/platform.jsonl`;
 * const recorder = await startRecorder({ file, upstream: platform.endpoint });
 * console.log((await fetch(`${recorder.endpoint}/healthz`)).status); // 200
 * await recorder.close();
 * await platform.close();
 * ```
 */
export async function startRecorder(options: RecorderOptions): Promise<RunningRecording> {
  const { file, upstream, upstreamDashboard = upstream } = options;
  for (const [name, url] of Object.entries({ upstream, upstreamDashboard })) {
    if (!isWebAddress(url))
      throw new InvalidArgumentError(`options.${name}`, 'must be a URL of http or https');
  }
  const log = new RecordingFile(file, {
    format: FORMAT,
    endpoint: new URL(upstream).origin,
    dashboardEndpoint: new URL(upstreamDashboard).origin,
    startedAt: new Date().toISOString(),
  });
  const servers: LocalServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
    log.close();
  };
  try {
    const record = (host: Host, base: string, port = 0): Promise<LocalServer> =>
      serveLocally(port, (...parts) => forward(log, host, base, ...parts));
    const manager = await record('office-manager', upstream, options.port);
    servers.push(manager);
    const dashboard = await record('dashboard', upstreamDashboard, options.dashboardPort);
    servers.push(dashboard);
    return { endpoint: manager.endpoint, dashboardEndpoint: dashboard.endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The file of a recording, to which lines are added. */
class RecordingFile {
  /** It learns the credentials that pass. */
  readonly redaction = new Redaction();
  readonly #file: number;
  #isOpen = true;
  #entries = 0;

  constructor(path: string, head: RecordingHead) {
    try {
      this.#file = openSync(path, 'wx', 0o600);
    } catch (cause) {
      if (Reflect.get(Object(cause), 'code') !== 'EEXIST') {
        throw recordingError(
          `The recording ${path} cannot be created`,
          cause,
          'Name a new file in a folder that exists.',
        );
      }
      throw new MitosisError(`The file ${path} exists already.`, {
        code: 'recording_exists',
        hint: 'Name another file, or remove this one.',
        cause,
      });
    }
    this.#write(head);
  }

  /** Adds an entry, and returns its id. */
  add(entry: Omit<RecordedEntry, 'id'>): number {
    const id = ++this.#entries;
    this.#write({ id, ...entry });
    return id;
  }

  addPiece(piece: RecordedPiece): void {
    this.#write(piece);
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  #write(line: object): void {
    if (this.#isOpen) writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

/** Sends a request on, records the answer, and passes it back. */
async function forward(
  log: RecordingFile,
  host: Host,
  base: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Buffer,
): Promise<void> {
  const answer = await send(base, incoming, body, outgoing);
  const { redaction } = log;
  const headers = headersOf(answer);
  const type = headers['content-type'] ?? '';
  const sentType = incoming.headers['content-type'] ?? '';
  const operation = secretOperation(incoming.url ?? '/');
  redaction.learn(incoming.headers, TEXT.test(sentType) ? body.toString('utf8') : '', operation);
  redaction.learn(headers);
  const request = {
    host,
    method: incoming.method ?? '',
    target: redaction.target(incoming.url ?? '/'),
    // Without the learned secrets: a replay computes it from the request alone.
    bodyHash: bodyHashOf(body, sentType, operation, new Redaction()),
    ...(TEXT.test(sentType) && body.length > 0 && { body: redaction.body(body.toString('utf8'), operation) }),
  };
  const kept = redaction.headers(headers);
  const status = answer.statusCode ?? 502;
  if (type.startsWith('text/event-stream')) {
    const id = log.add({ ...request, response: { status, headers: kept, stream: true } });
    outgoing.writeHead(status, headers);
    outgoing.flushHeaders();
    await passStream(log, id, answer, outgoing);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  const plain = decompressed(content, headers['content-encoding']);
  if (TEXT.test(type)) redaction.learn({}, plain.toString('utf8'), operation);
  const recorded =
    TEXT.test(type) || plain.length === 0
      ? { body: redaction.body(plain.toString('utf8'), operation) }
      : { base64: plain.toString('base64') };
  log.add({ ...request, response: { status, headers: kept, ...recorded } });
  outgoing.writeHead(status, headers).end(content);
}

/** How to decompress, by the content encoding. */
const DECOMPRESS: Readonly<
  Record<string, (content: Buffer, options: { maxOutputLength: number }) => Buffer>
> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};
/** The largest answer that is recorded, in bytes: a small one can unpack to any size. */
const MOST_PLAIN_BYTES = 256 * 1024 * 1024;

/** Decompresses an answer that is compressed unasked. Secrets are found in plain text only. */
function decompressed(content: Buffer, encoding = 'identity'): Buffer {
  const decompress = DECOMPRESS[encoding.trim().toLowerCase()];
  if (!decompress || content.length === 0) return content;
  try {
    return decompress(content, { maxOutputLength: MOST_PLAIN_BYTES });
  } catch {
    return Buffer.from('[this answer cannot be decompressed]');
  }
}

/** The complete events at the beginning of a text: each ends with an empty line. */
const WHOLE_EVENTS = /^[\s\S]*(\r\n|\r|\n)\1/;

/** Passes a stream on, and records each event with its time. Whole events only, so that no secret is in two pieces. */
async function passStream(
  log: RecordingFile,
  of: number,
  answer: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const start = Date.now();
  const decoder = new TextDecoder();
  let rest = '';
  const add = (text: string): void => {
    const clean = text
      .split(/\r\n|\r|\n/)
      .map((line) =>
        line.startsWith('data:')
          ? `data: ${log.redaction.body(line.slice(5).trimStart())}`
          : log.redaction.text(line),
      )
      .join('\n');
    log.addPiece({ of, ms: Date.now() - start, text: clean });
  };
  try {
    for await (const chunk of answer) {
      rest += decoder.decode(chunk, { stream: true });
      const [whole = ''] = WHOLE_EVENTS.exec(rest) ?? [];
      if (whole !== '') add(whole);
      rest = rest.slice(whole.length);
      outgoing.write(chunk);
    }
    if (rest !== '') add(rest);
    log.addPiece({ of, ms: Date.now() - start });
  } finally {
    outgoing.end();
  }
}

function send(
  base: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<IncomingMessage> {
  const { protocol, hostname, port, pathname, host } = new URL(base);
  const sent = Object.entries(headers).filter(
    ([name]) => !OF_CONNECTION.includes(name) && name !== 'accept-encoding',
  );
  const options = {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    method,
    path: `${pathname.replace(/\/$/, '')}${url ?? '/'}`,
    headers: { ...Object.fromEntries(sent), host, ...(body.length > 0 && { 'content-length': body.length }) },
  };
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? requestHttps : requestHttp)(options, resolve);
    request.on('error', reject);
    outgoing.once('close', () => request.destroy());
    request.end(body);
  });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, [value].flat().join(', ')]));
}

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}
