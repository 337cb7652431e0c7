type Http = typeof import('node:http');
type Https = typeof import('node:https');
type Dns = typeof import('node:dns');
type Net = typeof import('node:net');

/**
 * Node's HTTP client. Not by `import` where there is another way: from Node 22 on `node:http` gives out a WebSocket, too,
 * and importing it as a module loads all of `fetch`: 15 MB, and most of the time that starting takes. Its default export,
 * whose functions a mock replaces.
 */
export async function nodeHttp(): Promise<Http> {
  return process.getBuiltinModule?.('node:http') ?? (await import('node:http')).default;
}

/** The same over TLS. */
export async function nodeHttps(): Promise<Https> {
  return process.getBuiltinModule?.('node:https') ?? (await import('node:https')).default;
}

/** Resolves the addresses of a host. */
export async function nodeDns(): Promise<Dns> {
  return process.getBuiltinModule?.('node:dns') ?? (await import('node:dns')).default;
}

/** Makes connections. */
export async function nodeNet(): Promise<Net> {
  return process.getBuiltinModule?.('node:net') ?? (await import('node:net')).default;
}
