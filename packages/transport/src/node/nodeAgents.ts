import type { Agent, AgentOptions, ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { TimeLimit } from '../wire/Wire.ts';
import { findProxy, isOnThisMachine, type ProxySetting } from './findProxy.ts';
import { nodeLookup } from './nodeLookup.ts';
import { type Http, type Https, nodeDns, nodeNet } from './nodeModules.ts';
import type { TunnelOptions } from './openTunnel.ts';

/** An option of a request that its agent reads. */
export interface WithDeadline {
  /** Ends the wait for a tunnel. */
  deadline?: Pick<TimeLimit, 'signal'> | undefined;
}

/**
 * The agents that read a request's deadline. For others it is left out of the options, which an agent copies: V8 may create
 * the copy in the old space, where it would keep a finished call until the next full collection.
 */
export const tunnels = new WeakSet<Agent>();

/** The certificate authorities that a wire trusts. Default: Node's own. */
interface Trust {
  readonly secureContext?: SecureContext;
}

/**
 * Creates the agents of one wire and one protocol.
 *
 * @param protocol - `http:` or `https:`.
 * @param proxy - The proxy for all requests; `false`: none; `undefined`: that of Node, else that of the environment.
 * @returns a function that prepares a host: it returns the function that finds the agent for the host's next request. Each
 * proxy has its own agent.
 * @throws {@link UnsentError} if `SSL_CERT_FILE` cannot be used.
 */
export async function nodeAgents(
  module: Http | Https,
  protocol: string,
  proxy: string | false | undefined,
): Promise<(url: URL) => () => Agent> {
  const isSecure = protocol === 'https:';
  const [dns, net, trust] = await Promise.all([nodeDns(), nodeNet(), isSecure ? ownTrust() : {}]);
  const lookup = nodeLookup({ dns, net });
  const agents = new Map<unknown, Agent>();
  const create = (options: object, setting: ProxySetting | undefined): Agent => {
    const agent = guardIdle(new module.Agent({ ...KEPT, ...trust, ...options }));
    const connect = agent.createConnection.bind(agent);
    if (setting) {
      tunnels.add(agent);
      agent.createConnection = throughTunnel(setting, { lookup, ...trust }, isSecure ? connect : undefined);
    } else if (!('proxyEnv' in options)) {
      agent.createConnection = (given, callback) =>
        connect({ ...given, ...ADDRESSES, lookup: lookup(Number(given.port)) }, callback);
    }
    return agent;
  };
  return (url) => {
    const isLocal = isOnThisMachine(url, net);
    return () => {
      // The proxies of Node itself are options of its global agent, if it uses them: by `NODE_USE_ENV_PROXY=1`,
      // `--use-env-proxy` or `http.setGlobalProxyFromEnv()`, where its version has them.
      const global: object = proxy === undefined ? Object(Reflect.get(module.globalAgent, 'options')) : {};
      const ofNode: object | undefined = Reflect.get(global, 'proxyEnv');
      const proxyEnv = isLocal ? undefined : ofNode;
      const setting = ofNode || isLocal ? undefined : findProxy(url, proxy, net);
      const key = proxyEnv ?? setting?.text;
      const agent = agents.get(key) ?? create(proxyEnv ? { ...ADDRESSES, proxyEnv } : {}, setting);
      agents.set(key, agent);
      return agent;
    };
  };
}

/**
 * Creates the `createConnection` of an agent whose connections go through a proxy.
 *
 * @param secure - Sets up TLS on a connection; `undefined`: without TLS.
 */
function throughTunnel(
  setting: ProxySetting,
  how: Pick<TunnelOptions, 'lookup' | 'secureContext'>,
  secure: ((options: object) => Duplex | null | undefined) | undefined,
): Agent['createConnection'] {
  const open = async (options: ClientRequestArgs & WithDeadline): Promise<Duplex> => {
    const { openTunnel } = await import('./openTunnel.ts');
    const target = {
      host: String(options.host),
      port: Number(options.port),
      signal: options.deadline?.signal,
    };
    const socket = await openTunnel(setting, { ...target, ...how });
    return secure?.({ ...options, socket }) ?? socket;
  };
  return (options, callback) => {
    open(options).then(
      (socket) => callback?.(null, socket),
      // The type demands a socket also with an error.
      (error) => callback?.(error, undefined as never),
    );
    return undefined;
  };
}

/** Reads the authorities of `SSL_CERT_FILE` and `SSL_CERT_DIR`. */
async function ownTrust(): Promise<Trust> {
  const { SSL_CERT_FILE, SSL_CERT_DIR } = process.env;
  if (!SSL_CERT_FILE && !SSL_CERT_DIR) return {};
  const { trustedContext } = await import('./trustedContext.ts');
  return { secureContext: await trustedContext(process.env) };
}

/** Keep-alive settings. Idle connections do not keep the process alive. */
const KEPT: AgentOptions = {
  keepAlive: true,
  // Close before servers do (Node's: after 5 s), so that no request meets a closing connection.
  timeout: 4_000,
};

/** Options of each new connection. Not of the agent: it copies its own for each request. */
const ADDRESSES = {
  // The default from Node 20 on: `localhost` is both ::1 and 127.0.0.1, and a server may listen on one of them only.
  autoSelectFamily: true,
  // The first address is the fastest one (see `nodeLookup`).
  autoSelectFamilyAttemptTimeout: 1_000,
};

/**
 * Makes an agent drop idle connections that receive data: without a request, the data would count as the beginning of the
 * next response. The listener stays on the connection while requests use it.
 */
function guardIdle<A extends Agent>(agent: A): A {
  // The callback may return a boolean, although its type does not say so.
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex) => boolean;
  agent.keepSocketAlive = (socket: Duplex): boolean => {
    if (socket.readableLength > 0 || !keep(socket)) return false;
    if (!socket.listeners('data').includes(hangUp)) socket.on('data', hangUp);
    return true;
  };
  return agent;
}

/** Closes a connection that receives data with no request to read it. */
function hangUp(this: Duplex): void {
  if (this.listenerCount('data') === 1) this.destroy();
}
