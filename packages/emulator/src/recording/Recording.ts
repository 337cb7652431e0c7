import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { MitosisError } from '@mitosislabs/auth/errors';
import type { Host } from '../core/Host.ts';
import type { Redaction } from '../redaction/Redaction.ts';

/** The format of recordings. A later one has another number. */
export const FORMAT = 'mitosis-recording/1';

/** The greatest size of a recording that is read, in bytes. */
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_TARGET = 16_384;

/** The first line of a recording. */
export interface RecordingHead {
  format: typeof FORMAT;
  endpoint: string;
  dashboardEndpoint: string;
  /** When it began: ISO 8601. */
  startedAt: string;
}

/** A line with a request and its answer. The pieces of a stream follow in lines of their own. */
export interface RecordedEntry {
  /** A number, from 1. */
  id: number;
  host: Host;
  method: string;
  /** Path and query, without secrets. */
  target: string;
  /** The SHA-256 of the body without secrets; empty if there is none. */
  bodyHash: string;
  /** The body as text, without secrets. Files are not kept. */
  body?: string;
  response: {
    status: number;
    headers: Record<string, string>;
    /** A text, without secrets. */
    body?: string;
    /** Bytes that are no text, in base64. */
    base64?: string;
    /** Whether pieces follow. */
    stream?: boolean;
  };
}

/** A line with a piece of a stream, or its end. */
export interface RecordedPiece {
  /** The id of the entry. */
  of: number;
  /** When it came, in ms since the head of the answer. */
  ms: number;
  /** The text; absent at the end of the stream. */
  text?: string;
}

/** A recording: its entries in order, and the pieces of streams by entry. */
export interface Recording {
  head: RecordingHead;
  entries: RecordedEntry[];
  pieces: Map<number, RecordedPiece[]>;
}

/** Names an operation whose bodies are secrets as a whole, by its path. */
export function secretOperation(target: string): string | undefined {
  const path = target.split('?')[0] ?? '';
  return /\/(env(\/[^/]+)?|secrets?(\/[^/]+)?|kubeconfig|rotate-secret)$/.test(path) ? 'env.set' : undefined;
}

/** Hashes the body of a request, so that a later request with the same body finds its answer. */
export function bodyHashOf(
  body: Buffer,
  contentType: string,
  operation: string | undefined,
  redaction: Redaction,
): string {
  if (body.length === 0) return '';
  const hash = createHash('sha256');
  const boundary = /^multipart\/.*boundary="?([^";]+)/i.exec(contentType)?.[1];
  if (boundary === undefined)
    return hash.update(redaction.body(body.toString('utf8'), operation)).digest('hex');
  // The boundary is another one each time.
  return hash.update(body.toString('latin1').replaceAll(boundary, 'boundary')).digest('hex');
}

/**
 * Reads a recording. A last line that is incomplete is left out: the recorder was killed while it wrote.
 *
 * @throws {@link MitosisError} `recording_unreadable` if it cannot be read, `recording_invalid` if it is too large, or a line is not as the format says.
 */
export function readRecording(path: string): Recording {
  const text = readText(path);
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  if (last !== '' && parsed(last) !== undefined) lines.push(last);
  const head = parsed(lines[0] ?? '') as RecordingHead | undefined;
  if (head?.format !== FORMAT) throw invalid(path, 1, `its format is not ${FORMAT}`);
  const recording: Recording = { head, entries: [], pieces: new Map() };
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const value = parsed(line);
    if (isPiece(value) && recording.pieces.has(value.of)) recording.pieces.get(value.of)?.push(value);
    else if (isEntry(value)) {
      recording.entries.push(value);
      if (value.response.stream) recording.pieces.set(value.id, []);
    } else throw invalid(path, index + 1, 'it is neither an entry nor a piece of a stream');
  }
  return recording;
}

function readText(path: string): string {
  let size: number;
  try {
    size = statSync(path).size;
    if (size <= MOST_BYTES) return readFileSync(path, 'utf8');
  } catch (cause) {
    throw recordingError(`The recording ${path} cannot be read`, cause, 'Name a file of `mi dev --record`.');
  }
  throw invalid(path, 0, `it has more than ${MOST_BYTES} bytes`);
}

/** The error for a file that cannot be opened. */
export function recordingError(problem: string, cause: unknown, hint: string): MitosisError {
  const code = String(Reflect.get(Object(cause), 'code'));
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EISDIR: 'it is a folder',
  };
  return new MitosisError(`${problem}: ${reasons[code] ?? code}.`, {
    code: 'recording_unreadable',
    hint,
    cause,
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isPiece(value: unknown): value is RecordedPiece {
  const { of, ms, text } = Object(value) as Partial<RecordedPiece>;
  return Number.isSafeInteger(of) && Number.isFinite(ms) && (text === undefined || typeof text === 'string');
}

function isEntry(value: unknown): value is RecordedEntry {
  const { id, host, method, target, bodyHash, response } = Object(value) as Partial<RecordedEntry>;
  const { status, headers, body, base64 } = Object(response) as Partial<RecordedEntry['response']>;
  return (
    Number.isSafeInteger(id) &&
    (host === 'office-manager' || host === 'dashboard') &&
    /^[A-Z]{1,20}$/.test(String(method)) &&
    typeof target === 'string' &&
    target.length <= MOST_TARGET &&
    /^\/[!-~]*$/.test(target) &&
    typeof bodyHash === 'string' &&
    Number.isInteger(status) &&
    Number(status) >= 200 &&
    Number(status) <= 599 &&
    isHeaders(headers) &&
    [body, base64].every((text) => text === undefined || typeof text === 'string')
  );
}

function isHeaders(headers: unknown): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  return Object.entries(headers).every(
    ([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
      typeof value === 'string' &&
      /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
  );
}

function invalid(path: string, line: number, why: string): MitosisError {
  const where = line === 0 ? '' : `, line ${line}`;
  return new MitosisError(`The recording ${path}${where} cannot be replayed: ${why}.`, {
    code: 'recording_invalid',
    hint: 'Record it again with `mi dev --record`, or remove the line.',
  });
}
