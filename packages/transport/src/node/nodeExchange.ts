import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { WireResponse } from '../wire/Wire.ts';
import { NodeChunks } from './NodeChunks.ts';
import { NodeUpload } from './NodeUpload.ts';
import { nodeDecode } from './nodeDecode.ts';
import { nodeLastWords } from './nodeLastWords.ts';
import type { NodeRequestBody } from './nodeRequestBody.ts';

/** Bodies that are larger may be refused before they have been sent. */
const LARGE_BODY = 64 * 1024;
const NOTHING = new Uint8Array();

/** Sends a request's body and waits for the head of the answer, which may come first. */
export function nodeExchange(
  request: ClientRequest,
  { bytes, length, open }: NodeRequestBody,
  signal: AbortSignal,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const upload = open && new NodeUpload(request, { length, open });
    let chunks: NodeChunks | undefined;
    const release = (): void => signal.removeEventListener('abort', abort);
    const fail = (reason: unknown): void => {
      if (chunks) {
        chunks.fail(reason);
        return;
      }
      release();
      reject(reason);
      request.destroy();
    };
    const abort = (): void => fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });

    // Once the answer has begun, its body tells what becomes of it.
    request.on('error', (error) => {
      if (!chunks) fail(error);
    });
    request.on('close', () => {
      if (!chunks) fail(new Error('The connection was closed before there was an answer.'));
    });
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      if (status >= 300) upload?.stop();
      if (status === 204 && announcesBody(headers)) request.shouldKeepAlive = false;
      const raw = new NodeChunks(response, (isWhole) => {
        release();
        if (!response.complete) request.destroy();
        else if (!request.writableFinished) setImmediate(giveUp, request);
        // What is here already is dropped, and the connection free.
        if (!isWhole) response.resume();
      });
      chunks = raw;
      const coding = headers['content-encoding'];
      resolve({
        status,
        headers: plain(headers),
        body: coding === undefined ? raw : nodeDecode(raw, coding),
        received: () => raw.received,
      });
    });

    if (upload || (length ?? 0) > LARGE_BODY) {
      request.once('socket', (socket) => request.once('close', nodeLastWords(socket)));
    }
    if (upload) {
      // The head goes out first, and the source is opened when it has left: a source that can be read only once is still
      // whole when there is no connection. Not with `connect`: mocks of this module answer the head without one. And not by
      // `flushHeaders`, which writes headers as UTF-8 and not as Latin-1.
      request.write(NOTHING, (error) => {
        if (!error) upload.run().catch(fail);
      });
    } else {
      request.end(bytes);
    }
  });
}

/** Ends what is still being sent when the whole answer is here: nobody reads it. */
function giveUp(request: ClientRequest): void {
  if (!request.writableFinished) request.destroy();
}

/** Whether a head announces a body: where there must be none, it would be taken for the beginning of the next answer. */
function announcesBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/** The headers, without cookies: there is nobody to keep them. */
function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') record[name] = value;
  }
  return record;
}
