import * as api from '@mitosislabs/api';
import type { Endpoint } from '@mitosislabs/api/contract';
import {
  type AgentAuthConfig,
  type Authenticator,
  type AuthMethod,
  agentAuthenticator,
  apiKeyAuthenticator,
  generateJWT,
  type JWTAuthConfig,
  jwtAuthenticator,
} from '@mitosislabs/auth';
import { type Middleware, OS1Error, Transport } from '@mitosislabs/transport';
import { vi } from 'vitest';
import type { Emulator } from '../Emulator.ts';
import type { EmulatorOptions } from '../EmulatorOptions.ts';
import { startEmulator } from '../startEmulator.ts';

/** One request that was answered. */
export interface Exchange {
  readonly operation: string | undefined;
  /** How the caller signed in. */
  readonly by: AuthMethod;
  readonly status: number;
}

/** Watches the responses to the clients of a world. */
export interface Watch {
  exchange(exchange: Exchange): void;
  /** Called with each JSON answer that matches the contract. */
  answer(endpoint: Endpoint, answer: unknown): void;
}

/** Middleware that sends the headers of the reference client: any `Accept`, and no `Idempotency-Key`. */
export const likeReference: Middleware = ({ headers, ...request }, next) => {
  const { accept: _, 'idempotency-key': __, ...rest } = headers;
  return next({ ...request, headers: { ...rest, accept: '*/*', 'user-agent': 'node' } });
};

/** Every group over one real transport. */
function clientOf(
  { endpoint, dashboardEndpoint }: Emulator,
  auth: Authenticator,
  watch: Watch | undefined,
  form: Middleware[],
) {
  const see: Middleware = async (request, next, { operation }) => {
    const response = await next(request);
    watch?.exchange({ operation, by: auth.method, status: response.status });
    return response;
  };
  const transport = new Transport({
    endpoint,
    dashboardEndpoint,
    auth,
    middleware: [...(watch ? [see] : []), ...form],
  });
  // The responses of the emulator must match the contract exactly.
  const check = api.responseValidator({ validate: 'strict' });
  const strict: api.ResponseValidator = (operation, answer) => {
    check?.(operation, answer);
    watch?.answer(operation, answer);
  };
  return {
    transport,
    offices: new api.OfficesAPI(transport, strict),
    employees: new api.EmployeesAPI(transport, strict),
    tasks: new api.TasksAPI(transport, strict),
    files: new api.FilesAPI(transport, strict),
    credits: new api.CreditsAPI(transport, strict),
    xmtp: new api.XMTPAPI(transport, strict),
    messages: new api.MessagesAPI(transport, strict),
    integrations: new api.IntegrationsAPI(transport, strict),
    extensions: new api.ExtensionsAPI(transport, strict),
    events: new api.EventsAPI(transport, strict),
    callbacks: new api.CallbacksAPI(transport, strict),
    backups: new api.BackupsAPI(transport, strict),
    env: new api.EnvAPI(transport, strict),
    delegates: new api.DelegatesAPI(transport, strict),
    workspace: new api.WorkspaceAPI(transport, strict),
    roles: new api.RolesAPI(transport, strict),
    transfer: new api.TransferAPI(transport, strict),
    llmPing: new api.LLMPingAPI(transport, strict),
    whatsapp: new api.WhatsAppAPI(transport, strict),
    chromium: new api.ChromiumAPI(transport, strict),
    capabilities: new api.CapabilitiesAPI(transport, strict),
    proxy: new api.ProxyAPI(transport, strict),
  };
}

/** A client with every group. */
export type Client = ReturnType<typeof clientOf>;

/** An emulator, its owner, and another user. */
export interface World {
  emulator: Emulator;
  owner: Client;
  stranger: Client;
  /** A client of the user of an API key. */
  user(apiKey: string): Client;
  /** A client that signs as an agent, by the emulator's clock. */
  as(officeId: string, name: string, key?: Uint8Array): Client;
  /** A client with a first-party token, by the emulator's clock. */
  token(config?: Partial<JWTAuthConfig>): Client;
  /** A client with the token that the reference client mints for a user: `admin-sdk` by default. */
  reference(userId?: string): Client;
  /** An office of the owner's. */
  office(name?: string): Promise<api.Office>;
  /** An agent of that office, ready. */
  agent(officeId: string, name: string): Promise<api.Employee>;
  /** The id of a new office with agents in it that are ready: `aria`, unless others are named. */
  officeWith(...names: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts an emulator in which agents are ready soon. `form` is the middleware of all clients. */
export async function startWorld(
  options: EmulatorOptions = {},
  watch?: Watch,
  form: Middleware[] = [],
): Promise<World> {
  const emulator = await startEmulator({ readyAfterMs: 5, ...options });
  const atItsTime = (inner: Authenticator): Authenticator => ({
    method: inner.method,
    authorize: (request) => inner.authorize({ ...request, time: options.now?.() ?? Date.now() }),
  });
  const user = (apiKey: string): Client => clientOf(emulator, apiKeyAuthenticator(apiKey), watch, form);
  const owner = user(emulator.apiKey);
  const world: World = {
    emulator,
    owner,
    stranger: user(emulator.createUser('stranger@mitosis.test').apiKey),
    user,
    as(officeId, name, key = emulator.agentKey(officeId, name)) {
      const agent: AgentAuthConfig = { agentId: name, signingKey: key };
      return clientOf(emulator, atItsTime(agentAuthenticator(agent)), watch, form);
    },
    token: (config) =>
      clientOf(
        emulator,
        atItsTime(jwtAuthenticator({ jwtSecret: emulator.jwtSecret, ...config })),
        watch,
        form,
      ),
    reference(userId = 'admin-sdk') {
      const claims = { botId: '', userId, privateIp: 'k8s' };
      const auth: Authenticator = {
        method: 'jwt',
        async authorize({ time }) {
          const now = Math.floor(time / 1000);
          return { Authorization: `Bearer ${generateJWT(claims, emulator.jwtSecret, { now })}` };
        },
      };
      return clientOf(emulator, atItsTime(auth), watch, form);
    },
    office: (name = 'acme') => owner.offices.create({ name, forceCreate: true }),
    async agent(officeId, name) {
      await owner.employees.hire(officeId, { name });
      return until(
        () => owner.employees.get(officeId, name),
        ({ status }) => status.ready,
      );
    },
    async officeWith(...names) {
      const { id } = await world.office();
      for (const name of names.length > 0 ? names : ['aria']) await world.agent(id, name);
      return id;
    },
    close: () => emulator.close(),
  };
  return world;
}

/** Asks until the answer is right, every `interval` ms. */
export async function until<T>(
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  interval = 10,
): Promise<T> {
  let answer = await ask();
  const check = async (): Promise<boolean> => {
    answer = await ask();
    return isRight(answer);
  };
  if (!isRight(answer)) await vi.waitUntil(check, { timeout: 150_000, interval });
  return answer;
}

/** The error that a call must end with. */
export async function failure(call: Promise<unknown>): Promise<OS1Error> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OS1Error))
    throw new Error(`The call should have failed, and gave ${String(error)}.`);
  return error;
}

/** Sends a plain `fetch` to one of the hosts. */
export async function raw(
  url: string,
  { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; json: unknown; text: string }> {
  const response = await fetch(url, { ...init, headers: headers ?? {}, redirect: 'manual' });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, json, text };
}
