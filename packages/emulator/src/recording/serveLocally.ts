import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MitosisError } from '@mitosislabs/auth/errors';
import { ApiError } from '../errors.ts';
import { readBytes } from '../server/input.ts';

/** A server on this machine. */
export interface LocalServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** The longest body of a request, in bytes. */
const MOST_BODY = 128 * 1024 * 1024;

/**
 * Serves requests of programs on this machine. Requests that a page of another site can make a browser send are refused: a
 * foreign `Host` or `Origin`.
 *
 * @throws {@link MitosisError} `port_unavailable` when the port is taken.
 */
export async function serveLocally(
  port: number,
  handle: (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer) => Promise<void>,
): Promise<LocalServer> {
  let own: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    try {
      const { host = '', origin } = incoming.headers;
      if (!own.includes(host))
        return refuse(
          outgoing,
          403,
          'foreign_host',
          'This server accepts requests to 127.0.0.1 and localhost only.',
        );
      if (origin !== undefined && !own.some((name) => origin === `http://${name}`)) {
        return refuse(outgoing, 403, 'foreign_origin', 'Another site may not use this server.');
      }
      await handle(incoming, outgoing, Buffer.from((await readBytes(incoming, MOST_BODY)).buffer));
    } catch (error) {
      if (outgoing.headersSent) outgoing.destroy();
      else if (error instanceof ApiError) refuse(outgoing, error.status, error.code, error.message);
      else refuse(outgoing, 502, 'upstream_failed', error instanceof Error ? error.message : String(error));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new MitosisError(`Cannot listen on port ${port}: ${cause.message}.`, {
          code: 'port_unavailable',
          hint: 'Another program probably uses this port. Choose another port, or 0 for any free one.',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  own = ['127.0.0.1', 'localhost'].map((name) => `${name}:${actual}`);
  return {
    endpoint: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends an error as the platform does. */
export function refuse(outgoing: ServerResponse, status: number, code: string, error: string): void {
  outgoing.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error, code }));
}
