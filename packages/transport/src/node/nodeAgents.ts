import type { Agent, AgentOptions, ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { nodeHttp, nodeHttps } from './nodeHttp.ts';
import { nodeDns, nodeNet } from './nodeHttp.ts';
import { nodeLookup } from './nodeLookup.ts';

type Module = Awaited<ReturnType<typeof nodeHttp | typeof nodeHttps>>;

/**
 * Creates the agents of one wire and one protocol.
 *
 * @returns a function that returns the agent for the next request: a new one only when Node's proxy changes. Node gets one
 * from `NODE_USE_ENV_PROXY=1`, `--use-env-proxy` or `http.setGlobalProxyFromEnv()`, where its version has them, and
 * sets it on its global agent.
 */
export async function nodeAgents(module: Module): Promise<() => Agent> {
  const [dns, net] = await Promise.all([nodeDns(), nodeNet()]);
  const lookup = nodeLookup({ dns, net });
  let known: { proxyEnv: NodeJS.ProcessEnv | undefined; agent: Agent } | undefined;
  return () => {
    const proxyEnv = Reflect.get(Object(Reflect.get(module.globalAgent, 'options')), 'proxyEnv');
    if (known && known.proxyEnv === proxyEnv) return known.agent;
    const agent = guardIdle(new module.Agent(agentOptions(proxyEnv)));
    // A proxy resolves the host itself.
    if (!proxyEnv) {
      const create = agent.createConnection.bind(agent);
      agent.createConnection = (options, callback) =>
        create({ ...options, lookup: lookup(Number(options.port)) }, callback);
    }
    known = { proxyEnv, agent };
    return agent;
  };
}

/** Keep-alive settings. Idle connections do not keep the process alive. */
function agentOptions(proxyEnv: NodeJS.ProcessEnv | undefined): AgentOptions {
  return {
    keepAlive: true,
    // Close before servers do (Node's: after 5 s), so that no request meets a closing connection.
    timeout: 4_000,
    // The default from Node 20 on: `localhost` is both ::1 and 127.0.0.1, and a server may listen on one of them only.
    autoSelectFamily: true,
    // The first address is the fastest one (see `nodeLookup`).
    autoSelectFamilyAttemptTimeout: 1_000,
    ...(proxyEnv && { proxyEnv }),
  };
}

/**
 * Makes an agent drop idle connections that receive data: without a request, the data would count as the beginning of the
 * next response.
 */
function guardIdle<A extends Agent>(agent: A): A {
  // The callback may return a boolean, although its type does not say so.
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex) => boolean;
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (socket: Duplex): boolean => {
    if (socket.readableLength > 0 || !keep(socket)) return false;
    socket.on('data', hangUp);
    return true;
  };
  agent.reuseSocket = (socket: Duplex, request: ClientRequest): void => {
    socket.off('data', hangUp);
    reuse(socket, request);
  };
  return agent;
}

function hangUp(this: Duplex): void {
  this.destroy();
}
