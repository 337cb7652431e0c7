import type { WireResponse } from '@mitosislabs/transport';
import type { Context } from '../Context.ts';
import type { Printer } from '../output/Printer.ts';
import { writeBytes } from '../output/writeBytes.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** Prints the status and the headers of a response, as `-i` asks for. */
export function printHead({ status, headers }: WireResponse, { stdout }: Context): void {
  const lines = [`HTTP ${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  stdout.write(`${lines.map(escapeLine).join('\n')}\n\n`);
}

/** Whether a response is a stream of events. */
export function isEventStream({ status, headers }: WireResponse): boolean {
  return status === 200 && /^text\/event-stream\b/i.test(headers['content-type'] ?? '');
}

/** Prints a body: JSON as JSON, anything else byte for byte. On a terminal, control characters are escaped. */
export async function printBody(
  { body, headers }: WireResponse,
  out: Printer,
  context: Context,
): Promise<void> {
  if (!mayBeJSON(headers)) return writeBytes(body, context);
  const bytes = await allBytes(body);
  const text = jsonText(bytes);
  if (text === undefined) return writeBytes([bytes], context);
  if (text !== '') await out.received(text);
}

/** Reads a body that must be JSON; `undefined` if it is not. */
export async function readJSON({ body }: WireResponse): Promise<string | undefined> {
  return jsonText(await allBytes(body));
}

/** Whether a body may be JSON. Others are not held in memory. */
function mayBeJSON({ 'content-type': type = '' }: WireResponse['headers']): boolean {
  return type === '' || /^text\/|\bjson\b/i.test(type);
}

/** The text of bytes that are JSON, or nothing but blanks; else `undefined`. */
function jsonText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    if (text !== '') JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

async function allBytes(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
