import type { Agent, AgentOptions, ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { nodeHttp, nodeHttps } from './nodeHttp.ts';
import { nodeDns, nodeNet } from './nodeHttp.ts';
import { nodeLookup } from './nodeLookup.ts';

type Module = Awaited<ReturnType<typeof nodeHttp | typeof nodeHttps>>;

/**
 * Makes the agents of one wire and one protocol.
 *
 * @returns what gives the agent for the next request: another one only when Node is told of another proxy. It knows of one
 * by `NODE_USE_ENV_PROXY=1`, `--use-env-proxy` or `http.setGlobalProxyFromEnv()`, each from the version that has it, and
 * then its global agent has it.
 */
export async function nodeAgents(module: Module): Promise<() => Agent> {
  const [dns, net] = await Promise.all([nodeDns(), nodeNet()]);
  const lookup = nodeLookup({ dns, net });
  let known: { proxyEnv: NodeJS.ProcessEnv | undefined; agent: Agent } | undefined;
  return () => {
    const proxyEnv = Reflect.get(Object(Reflect.get(module.globalAgent, 'options')), 'proxyEnv');
    if (known && known.proxyEnv === proxyEnv) return known.agent;
    const agent = guardIdle(new module.Agent(agentOptions(proxyEnv)));
    // Through a proxy it is the proxy that looks the host up.
    if (!proxyEnv) {
      const create = agent.createConnection.bind(agent);
      agent.createConnection = (options, callback) =>
        create({ ...options, lookup: lookup(Number(options.port)) }, callback);
    }
    known = { proxyEnv, agent };
    return agent;
  };
}

/** How connections are kept for the next request. Idle ones do not keep the process alive. */
function agentOptions(proxyEnv: NodeJS.ProcessEnv | undefined): AgentOptions {
  return {
    keepAlive: true,
    // Servers close idle connections too, Node's after 5 s: whoever closes first loses no request to the other.
    timeout: 4_000,
    // The default from Node 20 on: `localhost` is both ::1 and 127.0.0.1, and a server may listen on one of them only.
    autoSelectFamily: true,
    // The first address is the fastest one (see `nodeLookup`).
    autoSelectFamilyAttemptTimeout: 1_000,
    ...(proxyEnv && { proxyEnv }),
  };
}

/**
 * Makes an agent distrust what an idle connection says: nothing was asked, so it would be taken for the beginning of the
 * next answer.
 */
function guardIdle<A extends Agent>(agent: A): A {
  // What decides whether a socket is kept says so, though its type does not.
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
