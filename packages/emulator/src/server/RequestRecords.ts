import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../core/Caller.ts';
import { stopwatch } from '../core/Clock.ts';
import type { Fault } from '../core/Faults.ts';
import type { FileContent } from '../core/Handler.ts';
import type { Host } from '../core/Host.ts';

/** The number of requests that are kept. */
export const MOST_REQUESTS = 10_000;
/** The memory for requests, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
/** The bytes of a body that are kept. */
const BODY_BYTES = 16 * 1024;
/** A record without its texts, in bytes: an estimate. */
const RECORD_BYTES = 500;

/**
 * The facts about one request, for the log. It is filled while the request is served, so it keeps references, and formats
 * nothing.
 */
export class RequestRecord {
  readonly id: string;
  /** When the request arrived, in ms since 1970, by the emulator's clock. */
  readonly time: number;
  readonly host: Host;
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  status = 0;
  durationMs = 0;
  /** Whether the connection ended before the response was complete. */
  incomplete = false;
  /** Whether a query of the log declared a failure as expected. */
  expected = false;
  /** Whether `log.next` has returned it. */
  returned = false;
  replayed = false;
  caller: { readonly kind: Caller['kind']; readonly id: string; readonly name: string } | undefined;
  error: { readonly code: string; readonly message: string } | undefined;
  fault: { readonly fault: Fault; readonly rule?: string } | undefined;
  /** The start of the body, as it was sent. */
  requestBody: string | Uint8Array | undefined;
  responseBody: string | Uint8Array | undefined;
  readonly #elapsed = stopwatch();

  constructor(id: string, time: number, host: Host, incoming: IncomingMessage) {
    this.id = id;
    this.time = time;
    this.host = host;
    this.method = incoming.method ?? '';
    this.target = incoming.url ?? '';
    this.rawHeaders = incoming.rawHeaders;
  }

  /** The memory that the record takes, in bytes: an estimate. */
  get size(): number {
    const texts = [this.target, this.requestBody, this.responseBody, this.error?.message];
    let size = RECORD_BYTES;
    for (const text of texts) size += text?.length ?? 0;
    for (const text of this.rawHeaders) size += text.length;
    return size;
  }

  /** Whether the request failed without a fault, and was not declared as expected. */
  get isUnexpected(): boolean {
    return this.status >= 400 && this.fault === undefined && !this.expected;
  }

  /** Notes the caller. Its row is not kept: it can be large. */
  calledBy(caller: Caller): void {
    const { kind } = caller;
    this.caller = { kind, name: caller.name, id: caller.kind === 'user' ? caller.userId : caller.agent.id };
  }

  /** Notes the body of the request: its start, or the name and the size of a file. */
  received(body: Uint8Array | FileContent): void {
    this.requestBody = body instanceof Uint8Array ? startOf(body) : described(body);
  }

  /** Notes the body of the response: its start, or the name and the size of a file. */
  responded(body: string | FileContent): void {
    this.responseBody = typeof body === 'string' ? startOf(body) : described(body);
  }

  /** Notes a response of JSON or text. */
  respondedWith({ body, replayed }: { body: string | null; replayed?: boolean | undefined }): void {
    if (body !== null) this.responded(body);
    this.replayed = replayed === true;
  }

  /** Notes the error that the response has. */
  failed(error: unknown): void {
    const { code = 'internal', message = String(error) } = Object(error) as {
      code?: string;
      message?: string;
    };
    this.error = { code: String(code), message: String(message) };
  }

  /** Notes the next piece of a stream. */
  streamed(text: string): void {
    const known = this.responseBody ?? '';
    if (known.length <= BODY_BYTES) this.responseBody = startOf(`${known}${text}`);
  }

  /** Ends the record. A status that is 0 means that no response was sent. */
  end(status: number, incomplete: boolean): void {
    this.durationMs = this.#elapsed();
    this.status = status;
    this.incomplete = incomplete;
  }
}

/** The records of the last requests: 10,000 at most, and 64 MiB of them at most. */
export class RequestRecords {
  /** The records that have ended, in that order. Those before `#first` are dropped. */
  #records: RequestRecord[] = [];
  #first = 0;
  #bytes = 0;
  /** Called with each record that has ended. */
  readonly listeners = new Set<(record: RequestRecord) => void>();
  /** Whether a failure is expected. Default: none is. */
  isExpected: ((failure: RequestRecord) => boolean) | undefined;

  /** Begins the record of a request. It is kept when the response has ended. */
  begin(
    id: string,
    time: number,
    host: Host,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): RequestRecord {
    const record = new RequestRecord(id, time, host, incoming);
    outgoing.once('close', () => {
      record.end(outgoing.headersSent ? outgoing.statusCode : 0, !outgoing.writableFinished);
      this.#keep(record);
    });
    return record;
  }

  /** The records that are kept, the oldest first. */
  all(): RequestRecord[] {
    return this.#records.slice(this.#first);
  }

  /** Forgets all records. */
  clear(): void {
    this.#records = [];
    this.#first = 0;
    this.#bytes = 0;
  }

  #keep(record: RequestRecord): void {
    if (record.isUnexpected) record.expected = this.isExpected?.(record) ?? false;
    this.#records.push(record);
    this.#bytes += record.size;
    while (this.#records.length - this.#first > MOST_REQUESTS || this.#bytes > MOST_BYTES) {
      this.#bytes -= this.#records[this.#first++]?.size ?? 0;
    }
    // Now and then, so that the cost of a request does not grow with their number.
    if (this.#first > MOST_REQUESTS / 10) {
      this.#records.splice(0, this.#first);
      this.#first = 0;
    }
    for (const listener of this.listeners) listener(record);
  }
}

function described({ name, content }: FileContent): string {
  return `[the file ${name}, ${content.length} bytes]`;
}

/** Copies the start of a long body: a slice would keep the whole body in memory. */
function startOf(body: string | Uint8Array): string | Uint8Array {
  if (body.length <= BODY_BYTES) return body;
  return `${Buffer.from(body.slice(0, BODY_BYTES)).toString()}…`;
}
