import { serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';

/** A server that answers with one status after the other, and the last one for ever. */
export function answering(...statuses: number[]) {
  let next = 0;
  return serve((request, response) => {
    request.resume();
    const status = statuses[Math.min(next++, statuses.length - 1)] ?? 200;
    response.writeHead(status, { 'retry-after': '0' }).end(status < 300 ? '{"ok":true}' : '{"error":"no"}');
  });
}

/** A client of the server. */
export const at = (url: string, more = {}) =>
  new Transport({ endpoint: url, apiKey: 'mi_0123456789', ...more });
/** The port of a URL. */
const portOf = (url: string) => Number(new URL(url).port);
/** The attributes of the endpoint. */
export const endpointOf = (url: string) => ({ 'server.address': '127.0.0.1', 'server.port': portOf(url) });
