import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { onAbort } from '@mitosislabs/auth/async';
import type { ProxySetting } from './findProxy.ts';
import { nodeHttp, nodeHttps } from './nodeModules.ts';
import { parseProxy } from './parseProxy.ts';
import { refusedByProxy, unreachedProxy } from './proxyErrors.ts';

/** The end of a tunnel, and how to get there. */
export interface TunnelOptions {
  readonly host: string;
  readonly port: number;
  /** Closes the connection to the proxy if it aborts before the tunnel is open. */
  readonly signal?: AbortSignal | undefined;
  /** Creates the lookup for the proxy's host. */
  readonly lookup: (port: number) => LookupFunction;
  /** The trust for a proxy that is reached over TLS. Default: Node's own. */
  readonly secureContext?: SecureContext | undefined;
}

/**
 * Opens a tunnel through a proxy (`CONNECT`, RFC 9110, 9.3.6).
 *
 * @returns the connection to the host, on which TLS is still to be set up.
 * @throws {@link UnsentError} `proxy_failed` if the proxy cannot be reached, or refuses.
 */
export async function openTunnel(
  setting: ProxySetting,
  { host, port, signal, lookup, secureContext }: TunnelOptions,
): Promise<Duplex> {
  const proxy = parseProxy(setting);
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const route = {
    name: `${proxy.protocol}//${proxy.host}`,
    source: setting.source,
    hasCredentials: proxy.username !== '',
    target,
  };
  const isSecure = proxy.protocol === 'https:';
  const { request } = isSecure ? await nodeHttps() : await nodeHttp();
  const proxyPort = Number(proxy.port) || (isSecure ? 443 : 80);
  const options = {
    method: 'CONNECT',
    path: target,
    hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxyPort,
    // Some proxies close the tunnel with the connection that `close` announces.
    headers: { host: target, connection: 'keep-alive', ...authorization(proxy) },
    agent: false,
    autoSelectFamily: true,
    lookup: lookup(proxyPort),
    ...(secureContext && { secureContext }),
  };
  signal?.throwIfAborted();
  const connect = request(options);
  return new Promise((resolve, reject) => {
    const release = signal && onAbort(signal, () => connect.destroy());
    connect.once('connect', (response, socket, head) => {
      release?.();
      if (/^2\d\d$/.test(String(response.statusCode))) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      } else {
        socket.destroy();
        reject(refusedByProxy(route, response));
      }
    });
    connect.once('error', (error) => {
      release?.();
      reject(unreachedProxy(route, error));
    });
    connect.end();
  });
}

/** The credentials in the URL of a proxy, as a header. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const credentials = `${decode(username)}:${decode(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A password with a % that encodes nothing.
    return text;
  }
}
