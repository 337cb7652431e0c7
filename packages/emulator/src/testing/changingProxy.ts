import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contract, type Endpoint } from '@mitosislabs/api/contract';

/** An answer on its way to the client. A change edits it in place. */
export interface PassingAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Changes an answer to an operation. */
export type Change = (
  answer: PassingAnswer,
  request: { url: string; headers: IncomingMessage['headers'] },
) => void;

const endpoints: readonly Endpoint[] = Object.values(contract).flatMap((group) => Object.values(group));

/** Serves another server with some answers changed, by operation; `stream` changes each piece of an event stream. */
export async function changingProxy(
  upstream: string,
  changes: Readonly<Record<string, Change>>,
): Promise<{ endpoint: string; close(): void }> {
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { host: _, connection: __, 'content-length': ___, ...sent } = headers;
    const controller = new AbortController();
    outgoing.once('close', () => controller.abort());
    try {
      const response = await fetch(`${upstream}${url}`, {
        method,
        headers: sent as Record<string, string>,
        signal: controller.signal,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      });
      const change = changes[operationOf(method, url)];
      const answer = { status: response.status, headers: Object.fromEntries(response.headers), body: '' };
      delete answer.headers['content-length'];
      delete answer.headers['transfer-encoding'];
      delete answer.headers['connection'];
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        change?.(answer, { url, headers });
        outgoing.writeHead(answer.status, answer.headers);
        outgoing.flushHeaders();
        const reader = response.body?.getReader();
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
          answer.body = new TextDecoder().decode(part.value);
          change?.(answer, { url, headers });
          outgoing.write(answer.body);
        }
        outgoing.end();
        return;
      }
      answer.body = await response.text();
      change?.(answer, { url, headers });
      outgoing.sendDate = false;
      outgoing.writeHead(answer.status, answer.headers);
      outgoing.end(answer.status === 204 ? undefined : answer.body);
    } catch {
      outgoing.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The operation of a request; fixed words come before parameters. */
function operationOf(method: string, url: string): string {
  const path = url.split('?')[0] ?? '';
  const fits = endpoints.filter(({ route, dashboardPath }) => {
    const [verb, own = ''] = route.split(' ');
    const pattern = (text: string): RegExp => new RegExp(`^${text.replace(/\{\w+\}/g, '[^/]+')}$`);
    return (
      verb === method &&
      (pattern(own).test(path) || (dashboardPath !== undefined && pattern(dashboardPath).test(path)))
    );
  });
  fits.sort((a, b) => (a.route.match(/\{/g)?.length ?? 0) - (b.route.match(/\{/g)?.length ?? 0));
  return fits[0]?.name ?? '';
}

/** Changes the JSON of an answer with 2xx. */
// biome-ignore lint/suspicious/noExplicitAny: each change knows the answer that it edits
export function changeJson(edit: (json: any) => unknown): Change {
  return (answer) => {
    if (answer.status >= 300) return;
    answer.body = JSON.stringify(edit(JSON.parse(answer.body)));
  };
}
