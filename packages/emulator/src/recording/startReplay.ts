import type { IncomingMessage, ServerResponse } from 'node:http';
import { sleep } from '@mitosislabs/auth/async';
import type { Host } from '../core/Host.ts';
import { Redaction } from '../redaction/Redaction.ts';
import {
  bodyHashOf,
  type RecordedEntry,
  type RecordedPiece,
  type Recording,
  readRecording,
  secretOperation,
} from './Recording.ts';
import { type LocalServer, refuse, serveLocally } from './serveLocally.ts';
import type { RunningRecording } from './startRecorder.ts';

/** Options for a replay. */
export interface ReplayOptions {
  /** The recording. */
  file: string;
  /** The port to use in place of the office-manager's. Default: any free one. */
  port?: number;
  /** The port to use in place of the dashboard's. Default: any free one. */
  dashboardPort?: number;
}

/** Headers that are not sent again. */
const NOT_REPLAYED = [
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'set-cookie',
  'content-encoding',
  'date',
];

/**
 * Serves a recording. A request gets the answer to the recorded request with the same host, method, path, query and body.
 * Requests that are repeated get the recorded answers in order; the last one stays. Others get 501 `not_recorded`. Any key,
 * token or signature is accepted. Streams are sent at their recorded times.
 *
 * @throws {@link MitosisError} `recording_unreadable` when the file cannot be read, `recording_invalid` when it is no recording, `port_unavailable` when a port is taken.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { startReplay } from '@mitosislabs/emulator/recording';
 *
 * const file = `${await mkdtemp(`${tmpdir()}/recording-`)}/platform.jsonl`;
 * await writeFile(file, '{"format":"mitosis-recording/1"}\n');
 * const replay = await startReplay({ file });
 * console.log((await fetch(`${replay.endpoint}/healthz`)).status); // 501
 * await replay.close();
 * ```
 */
export async function startReplay({
  file,
  port = 0,
  dashboardPort = 0,
}: ReplayOptions): Promise<RunningRecording> {
  const answers = new Answers(readRecording(file));
  const servers: LocalServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const serve = (host: Host, at: number): Promise<LocalServer> =>
      serveLocally(at, (...parts) => replay(answers, host, ...parts));
    const manager = await serve('office-manager', port);
    servers.push(manager);
    const dashboard = await serve('dashboard', dashboardPort);
    servers.push(dashboard);
    return { endpoint: manager.endpoint, dashboardEndpoint: dashboard.endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The answers of a recording, by request. */
class Answers {
  readonly #entries = new Map<string, RecordedEntry[]>();
  readonly #recording: Recording;

  constructor(recording: Recording) {
    this.#recording = recording;
    for (const entry of recording.entries) {
      const key = keyOf(entry);
      this.#entries.set(key, [...(this.#entries.get(key) ?? []), entry]);
    }
  }

  /** Takes the next answer to a request. The last one stays. */
  next(request: Pick<RecordedEntry, 'host' | 'method' | 'target' | 'bodyHash'>): RecordedEntry | undefined {
    const entries = this.#entries.get(keyOf(request));
    return entries && entries.length > 1 ? entries.shift() : entries?.[0];
  }

  pieces({ id }: RecordedEntry): readonly RecordedPiece[] {
    return this.#recording.pieces.get(id) ?? [];
  }
}

function keyOf({
  host,
  method,
  target,
  bodyHash,
}: Pick<RecordedEntry, 'host' | 'method' | 'target' | 'bodyHash'>): string {
  return JSON.stringify([host, method, target, bodyHash]);
}

const redaction = new Redaction();

async function replay(
  answers: Answers,
  host: Host,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Buffer,
): Promise<void> {
  const { method = '', url = '/' } = incoming;
  const bodyHash = bodyHashOf(body, incoming.headers['content-type'] ?? '', secretOperation(url), redaction);
  const entry = answers.next({ host, method, target: redaction.target(url), bodyHash });
  if (!entry) {
    const path = redaction.target(url);
    return refuse(
      outgoing,
      501,
      'not_recorded',
      `The recording has no answer to ${method} ${path} with this body on the ${host}.`,
    );
  }
  const { status, headers, body: text, base64, stream } = entry.response;
  const kept = Object.entries(headers).filter(([name]) => !NOT_REPLAYED.includes(name.toLowerCase()));
  outgoing.writeHead(status, Object.fromEntries(kept));
  if (!stream) return void outgoing.end(base64 === undefined ? text : Buffer.from(base64, 'base64'));
  outgoing.flushHeaders();
  await replayStream(answers.pieces(entry), outgoing);
}

/** Sends the pieces of a stream at their times. A stream that did not end stays open. */
async function replayStream(pieces: readonly RecordedPiece[], outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const start = Date.now();
  for (const { ms, text } of pieces) {
    const wait = start + ms - Date.now();
    if (wait > 0) await sleep(wait, gone.signal).catch(() => undefined);
    if (gone.signal.aborted) return;
    if (text === undefined) return void outgoing.end();
    outgoing.write(text);
  }
}
