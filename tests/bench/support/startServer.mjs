import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts the keep-alive JSON server in a process of its own. */
export async function startServer() {
  const server = fork(new URL('../programs/jsonServer.mjs', import.meta.url), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [port] = await once(server.stdout, 'data');
  return { endpoint: `http://127.0.0.1:${Number(String(port))}`, stop: () => server.disconnect() };
}
