import { serve, type TestServer } from '@mitosislabs/tooling/serve';

/** A platform that answers each route with what the test says: `GET /api/v1/offices` → status and JSON. */
export async function platform(
  routes: Record<string, [status: number, body: unknown, headers?: Record<string, string>]>,
): Promise<TestServer> {
  const server = await serve((request, response) => {
    // Commands search the list of offices for a name. A platform without that list does not note the search.
    if (request.url === '/api/v1/offices' && request.method === 'GET' && !routes['GET /api/v1/offices'])
      server.seen.pop();
    const [status, body, headers] = routes[`${request.method} ${request.url}`] ?? [
      404,
      { error: `no such route: ${request.url}` },
    ];
    request.resume();
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  return server;
}

/** An office as the platform answers it. */
export function office(name: string, id = `id-of-${name}`) {
  return { id, name, owner_id: 'user-1', created_at: '2026-01-02T03:04:05Z' };
}

/** Returns the environment of an account that is signed in at `url`. */
export function signedIn(url: string): Record<string, string> {
  return { MITOSIS_ENDPOINT: url, MITOSIS_API_KEY: 'mi_canary_0123456789abcdef' };
}
