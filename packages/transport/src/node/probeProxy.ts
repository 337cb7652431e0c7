import { findProxy } from './findProxy.ts';
import { nodeLookup } from './nodeLookup.ts';
import { nodeDns, nodeNet } from './nodeModules.ts';
import { openTunnel } from './openTunnel.ts';
import { parseProxy } from './parseProxy.ts';

/** The proxy of the environment that leads to a host. */
export interface ProbedProxy {
  /** The URL of the proxy, without credentials. */
  readonly name: string;
  /** The variable that names it. */
  readonly source: string;
}

/**
 * Opens a tunnel through the proxy that the environment names for a URL, and closes it again. On Node only.
 *
 * @param url - The URL to reach: its host and port are asked for.
 * @param options.env - The environment. Default: that of the process.
 * @param options.signal - Ends the wait. Default: waits for as long as the proxy does.
 * @returns the proxy; `undefined` if requests to this URL use none.
 * @throws an error with the code `proxy_failed`, a message and a hint, if the proxy cannot be reached, or refuses.
 *
 * @example
 * ```ts
 * import { probeProxy } from '@mitosislabs/transport/probeProxy';
 *
 * console.log(await probeProxy('https://mitosislabs.ai', { signal: AbortSignal.timeout(10_000) }));
 * ```
 */
export async function probeProxy(
  url: string,
  options: { env?: Record<string, string | undefined>; signal?: AbortSignal } = {},
): Promise<ProbedProxy | undefined> {
  const [dns, net] = await Promise.all([nodeDns(), nodeNet()]);
  const target = new URL(url);
  const setting = findProxy(target, undefined, net, options.env);
  if (!setting) return undefined;
  const tunnel = await openTunnel(setting, {
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: Number(target.port) || (target.protocol === 'https:' ? 443 : 80),
    signal: options.signal,
    lookup: nodeLookup({ dns, net }),
  });
  tunnel.destroy();
  const { protocol, host } = parseProxy(setting);
  return { name: `${protocol}//${host}`, source: setting.source };
}
