import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { office } from './platform.ts';
import type { Home, Running } from './runMi.ts';

/** A key that {@link knowingPlatform} accepts, of an account with one office. */
export const KEY = 'mi_canary_0123456789abcdef';
/** The key of another account, without offices. */
export const OTHER_KEY = 'mi_mallory_0123456789abcd';

/** Starts a platform that knows {@link KEY}, {@link OTHER_KEY}, and the keys of `owners`: key → owner of its one office. */
export async function knowingPlatform(owners: Record<string, string> = {}): Promise<TestServer> {
  return serve((incoming, response) => {
    const key = incoming.headers.authorization?.replace('Bearer ', '') ?? '';
    const owner = owners[key];
    const known =
      owner !== undefined
        ? [{ ...office(`of-${owner}`), owner_id: owner }]
        : key === KEY
          ? [office('acme', 'o1')]
          : key === OTHER_KEY
            ? []
            : undefined;
    response.writeHead(known ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(known ?? { error: 'invalid auth' }));
  });
}

/** A sign-in that waits for its callback. */
export interface SignIn {
  running: Running;
  port: number;
  state: string;
  /** Sends a callback as a browser does that the dashboard sends back: it follows where it is led. */
  call(query: Record<string, string>, how?: How): Promise<Answer>;
}

/** Starts `mi login` and waits until it has printed its address. */
export async function beginSignIn(
  home: Home,
  server: Pick<TestServer, 'url'>,
  options: Parameters<Home['start']>[1] & { args?: string[] } = {},
): Promise<SignIn> {
  const args = ['login', '--endpoint', server.url, '--no-browser', ...(options.args ?? [])];
  const running = home.start(args, options);
  const [, address = ''] = await running.until(/\n\s+(http:\S+cli-login\S+)/);
  const url = new URL(address);
  const port = Number(url.searchParams.get('port'));
  return {
    running,
    port,
    state: url.searchParams.get('state') ?? '',
    call: async (query, how) => {
      const answer = await get(port, `/callback?${new URLSearchParams(query)}`, how);
      const { location } = answer.headers;
      return answer.status === 303 ? get(port, String(location), how) : answer;
    },
  };
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

export interface How {
  method?: string;
  headers?: Record<string, string>;
  host?: string;
  address?: string;
}

/** Asks the loopback server for a path, written as it is. */
export function get(
  port: number,
  path: string,
  { method = 'GET', headers = {}, host = `localhost:${port}`, address = '127.0.0.1' }: How = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: address, port, path, method, headers: { Host: host, ...headers } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    outgoing.on('error', reject).end();
  });
}

/** Reads `config.json`. */
export async function stored(home: Home): Promise<unknown> {
  return JSON.parse(await readFile(join(home.path, '.os1/config.json'), 'utf8'));
}

/** Whether a port of this machine is open. */
export async function listens(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
