import type { IncomingMessage } from 'node:http';
import { BODY } from '../assumptions.ts';
import type { UploadedFile } from '../handlers/Handler.ts';
import { ApiError, badRequest } from '../platform/ApiError.ts';
import { parseJson } from './parseJson.ts';

/** The most delimiters in a form: one file needs two. */
const MOST_PARTS = 100;

/** A JSON body, and its bytes. */
export async function readJson(incoming: IncomingMessage): Promise<{ value: unknown; bytes: Uint8Array }> {
  requireType(incoming, 'application/json');
  const bytes = await readBytes(incoming, BODY.jsonBytes);
  return { value: parseJson(bytes), bytes };
}

/** The one file in a multipart body (RFC 7578). */
export async function readFile(incoming: IncomingMessage, field: string): Promise<UploadedFile> {
  requireType(incoming, 'multipart/form-data');
  const bytes = await readBytes(incoming, BODY.fileBytes);
  const headers = { 'Content-Type': incoming.headers['content-type'] ?? '' };
  refuseManyParts(bytes, headers['Content-Type']);
  let form: FormData;
  try {
    form = await new Response(bytes, { headers }).formData();
  } catch {
    throw badRequest('The body is not multipart/form-data.');
  }
  const files = form.getAll(field);
  const [file] = files;
  if (files.length !== 1 || file === undefined || typeof file === 'string') {
    throw badRequest(`The body must have one file, in the field ${field}.`);
  }
  return { name: fileName(file.name), content: new Uint8Array(await file.arrayBuffer()) };
}

/** Refuses a form of very many parts: the runtime's parser would block for seconds. */
function refuseManyParts(bytes: Uint8Array, type: string): void {
  const [, quoted, plain = ''] = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(type) ?? [];
  const delimiter = `--${quoted ?? plain}`;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let parts = 0;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(`\r\n${delimiter}`, at + 1)) {
    if (++parts > MOST_PARTS) throw badRequest('The form has too many parts: it must have one file.');
  }
}

/** The name as it was before it was written into a form (HTML standard, 4.10.21.8): Node 18 does not read it so. */
function fileName(written: string): string {
  return written.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}

/** Reads a body up to a limit; 413 beyond it. */
export async function readBytes(incoming: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLarge = (): ApiError =>
    new ApiError(413, 'too_large', `The body is larger than ${limit} bytes.`, { Connection: 'close' });
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw tooLarge();
  await new Promise<void>((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // What is beyond the limit is read on and dropped, or the client would never read the answer.
      if (size > limit) reject(tooLarge());
      else chunks.push(chunk);
    });
    incoming.on('end', resolve);
    incoming.on('close', () => incoming.readableEnded || reject(badRequest('The body broke off.')));
    incoming.on('error', () => reject(badRequest('The body broke off.')));
  });
  return new Uint8Array(Buffer.concat(chunks));
}

function requireType(incoming: IncomingMessage, type: string): void {
  const given = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (given === type) return;
  throw new ApiError(
    415,
    'unsupported_media_type',
    `The body must be ${type}${given ? `, not ${given}` : ''}.`,
  );
}
