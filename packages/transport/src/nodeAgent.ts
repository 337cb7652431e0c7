import type { Agent, AgentOptions, ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/** How connections are kept for the next request. Idle ones do not keep the process alive. */
export function agentOptions(): AgentOptions {
  return {
    keepAlive: true,
    // Servers close idle connections too, Node's after 5 s: whoever closes first loses no request to the other.
    timeout: 4_000,
    // The default from Node 20 on: `localhost` is both ::1 and 127.0.0.1, and a server may listen on one of them only.
    autoSelectFamily: true,
    // As `fetch` and the global agent do it, from Node 24 on: through the proxy that HTTPS_PROXY names.
    ...(process.env['NODE_USE_ENV_PROXY'] === '1' && { proxyEnv: process.env }),
  };
}

/**
 * Makes an agent distrust what an idle connection says: nothing was asked, so it would be taken for the beginning of the
 * next answer.
 */
export function guardIdle<A extends Agent>(agent: A): A {
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
