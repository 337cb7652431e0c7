import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Emulator } from '@mitosislabs/emulator';

/**
 * Sends requests on one connection, without waiting for responses between them: a client takes longer for them than the emulator.
 *
 * @param lines - `GET /path` of each request.
 * @param body - Makes the body of a request from its index. Default: none.
 * @returns the number of responses by status.
 */
export async function sendAtOnce(
  { endpoint, apiKey }: Emulator,
  lines: readonly string[],
  body: (index: number) => unknown = () => undefined,
): Promise<Record<string, number>> {
  const { host, hostname, port } = new URL(endpoint);
  const requests = lines.map((line, index) => {
    const content = JSON.stringify(body(index)) ?? '';
    return [
      `${line} HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: Bearer ${apiKey}`,
      ...(content ? ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(content)}`] : []),
      ...(index === lines.length - 1 ? ['Connection: close'] : []),
      `\r\n${content}`,
    ].join('\r\n');
  });
  const socket = connect(Number(port), hostname);
  socket.write(requests.join(''));
  const counts: Record<string, number> = {};
  for (const [, status = ''] of (await text(socket)).matchAll(/HTTP\/1\.1 (\d+) /g))
    counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
