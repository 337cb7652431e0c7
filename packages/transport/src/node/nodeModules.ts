// Loads modules of Node. Not by `import` where there is another way: from Node 22 on `node:http` also exports a WebSocket,
// and importing it as a module loads all of `fetch`: 15 MB, and most of the start-up time. Returns the default exports,
// whose functions a mock replaces.

/** Node's HTTP client. */
export type Http = typeof import('node:http');
/** The same over TLS. */
export type Https = typeof import('node:https');
/** Node's resolver. */
export type Dns = typeof import('node:dns');
/** Node's sockets. */
export type Net = typeof import('node:net');

/** Loads Node's HTTP client. */
export async function nodeHttp(): Promise<Http> {
  return process.getBuiltinModule?.('node:http') ?? (await import('node:http')).default;
}

/** Loads the same over TLS. */
export async function nodeHttps(): Promise<Https> {
  return process.getBuiltinModule?.('node:https') ?? (await import('node:https')).default;
}

/** Loads Node's resolver. */
export async function nodeDns(): Promise<Dns> {
  return process.getBuiltinModule?.('node:dns') ?? (await import('node:dns')).default;
}

/** Loads Node's sockets. */
export async function nodeNet(): Promise<Net> {
  return process.getBuiltinModule?.('node:net') ?? (await import('node:net')).default;
}
