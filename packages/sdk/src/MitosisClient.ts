import {
  BackupsAPI,
  CallbacksAPI,
  CapabilitiesAPI,
  ChromiumAPI,
  CreditsAPI,
  DelegatesAPI,
  EmployeesAPI,
  EnvAPI,
  EventsAPI,
  ExtensionsAPI,
  IntegrationsAPI,
  LLMPingAPI,
  MessagesAPI,
  OfficesAPI,
  ProxyAPI,
  type ResponseValidationOptions,
  RolesAPI,
  responseValidator,
  TasksAPI,
  TransferAPI,
  WhatsAppAPI,
  WorkspaceAPI,
  XMTPAPI,
} from '@mitosislabs/api';
import type { contract } from '@mitosislabs/api/contract';
import type { AgentAuthConfig } from '@mitosislabs/auth';
import { assertOptions, type OptionNames, traced, traceMethods } from '@mitosislabs/auth/errors';
import { type ClientConfig, OS1Error, Transport } from '@mitosislabs/transport';
import { clientConfig as transportConfig } from '@mitosislabs/transport/optionNames';
import { type SessionGap, XMTPChannel } from '@mitosislabs/xmtp';
import {
  agentConfig,
  fromEnvironment,
  type Keystore,
  keystoreAgent,
  NodeFilesAPI,
  rotateAgentKey,
  storedConfig,
} from '#local';

/** Set by the build; the sources have no version. */
declare const __VERSION__: string | undefined;
const PRODUCT = `@mitosislabs/sdk/${typeof __VERSION__ === 'undefined' ? '0.0.0' : __VERSION__}`;

/** A member for each group of the contract: a client that lacks one does not compile. */
type Groups = { readonly [Name in Exclude<keyof typeof contract, 'client'>]: object };

/** The result of {@link MitosisClient.verifyAuth}. */
export interface AuthCheck {
  /** Whether the platform accepts the credentials. */
  ok: boolean;
  /** How the client signs in: `api-key`, `agent`, `jwt` or `none`. */
  method: string;
  /** The reason, if `ok` is `false`. */
  error?: string;
  /** The HTTP status, if `ok` is `false`. 401 and 403: the credentials are refused. 0: the platform does not respond. */
  status?: number;
}

/** The options of a client: endpoints, credentials, limits, and how strictly to validate responses. */
export interface MitosisClientConfig extends ClientConfig, ResponseValidationOptions {
  /**
   * Called when messages of a session or group can no longer be read, because the server no longer returns them. Its errors are
   * ignored. `openSession()` and `openGroup()` can override it. Default: a warning to `logger`; without one, on the console.
   */
  onGap?: ((gap: SessionGap) => void) | undefined;
}

const clientConfig: OptionNames<MitosisClientConfig> = {
  ...transportConfig,
  validate: true,
  onContractViolation: true,
  onGap: true,
};

/**
 * The whole platform in one object: every group of operations, sessions with agents, and the local keystore.
 *
 * @example
 * ```ts
 * import { MitosisClient } from '@mitosislabs/sdk';
 *
 * const mi = new MitosisClient({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 * for (const office of await mi.offices.list()) console.log(office.name, office.id);
 * await mi.close();
 * ```
 */
export class MitosisClient implements Groups {
  /** The authenticated HTTP client, for routes without a method. */
  readonly transport: Transport;
  /** Sessions with agents. */
  readonly xmtp: XMTPChannel;
  readonly #config: MitosisClientConfig;
  #keystore: Keystore | undefined;

  /** Offices: `/api/v1/offices`. */
  readonly offices: OfficesAPI;
  /** Employees, which are agents: `/api/v1/offices/:id/employees`. */
  readonly employees: EmployeesAPI;
  /** Work for agents: `/api/v1/offices/:id/tasks`. */
  readonly tasks: TasksAPI;
  /** The office's shared drive: `/api/v1/offices/:id/files`. */
  readonly files: NodeFilesAPI;
  /** Credits, usage and quota: `/api/v1/offices/:id/{credits,usage,quota}`. */
  readonly credits: CreditsAPI;
  /** Messages and groups over REST: `/api/v1/offices/:id/xmtp`. For sessions see {@link MitosisClient.xmtp}. */
  readonly xmtpApi: XMTPAPI;
  /** Models and provider secrets: `/api/v1/offices/:id/{provider-models,integrations}`. */
  readonly integrations: IntegrationsAPI;
  /** Extensions and the marketplace: `/api/v1/offices/:id/extensions`, `/api/v1/marketplace`. */
  readonly extensions: ExtensionsAPI;
  /** Events of an office: `/api/v1/offices/:id/events`. */
  readonly events: EventsAPI;
  /** Reports from pods: `/api/v1/offices/:id/callbacks`. */
  readonly callbacks: CallbacksAPI;
  /** Backups of agents: `/api/v1/offices/:id/backups`. */
  readonly backups: BackupsAPI;
  /** Environment variables: `/api/v1/offices/:id/env`. */
  readonly env: EnvAPI;
  /** Agents that act for the owner: `/api/v1/offices/:id/delegates`. */
  readonly delegates: DelegatesAPI;
  /** The office's message bus and event stream: `/api/v1/offices/:id/messages`. */
  readonly messages: MessagesAPI;
  /** Commands in the office's workspace: `/api/v1/offices/:id/workspace`. */
  readonly workspace: WorkspaceAPI;
  /** Roles and their permissions: `/api/v1/offices/:id/roles`. */
  readonly roles: RolesAPI;
  /** Agents that move between offices: `/api/v1/offices/:id/agents`. */
  readonly transfer: TransferAPI;
  /** Pings of models: `/api/v1/offices/:id/llm-ping`. */
  readonly llmPing: LLMPingAPI;
  /** WhatsApp, for the office and for each agent: `/api/v1/offices/:id/whatsapp`. */
  readonly whatsapp: WhatsAppAPI;
  /** The office's browser: `/api/v1/offices/:id/chromium`. */
  readonly chromium: ChromiumAPI;
  /** Permissions of the caller: `/api/v1/offices/:id/capabilities/self`. */
  readonly capabilities: CapabilitiesAPI;
  /** Code and Codex proxies: `/api/v1/offices/:id/{code,codex}-proxy`. */
  readonly proxy: ProxyAPI;

  /** Closes the client at the end of an `await using` block, if the runtime supports such blocks. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /**
   * @param config - Endpoints, credentials, limits, and how strictly to validate responses.
   * @param keystore - The local keystore. Default: as for {@link MitosisClient.fromConfig}.
   * @throws {@link InvalidArgumentError} when the endpoint or the credentials are invalid.
   */
  constructor(config: MitosisClientConfig, keystore?: Keystore) {
    assertOptions('config', config, clientConfig);
    traceMethods(MitosisClient);
    const { validate, onContractViolation, onGap, ...options } = config;
    const transport = new Transport(options, PRODUCT);
    const check = responseValidator({ validate, onContractViolation });
    if (Symbol.asyncDispose) Object.defineProperty(this, Symbol.asyncDispose, { value: () => this.close() });
    this.#config = config;
    this.transport = transport;
    this.#keystore = keystore;
    this.offices = new OfficesAPI(transport, check);
    this.employees = new EmployeesAPI(transport, check);
    this.tasks = new TasksAPI(transport, check);
    this.files = new NodeFilesAPI(transport, check);
    this.credits = new CreditsAPI(transport, check);
    this.xmtpApi = new XMTPAPI(transport, check);
    this.integrations = new IntegrationsAPI(transport, check);
    this.extensions = new ExtensionsAPI(transport, check);
    this.events = new EventsAPI(transport, check);
    this.callbacks = new CallbacksAPI(transport, check);
    this.backups = new BackupsAPI(transport, check);
    this.env = new EnvAPI(transport, check);
    this.delegates = new DelegatesAPI(transport, check);
    this.messages = new MessagesAPI(transport, check);
    this.workspace = new WorkspaceAPI(transport, check);
    this.roles = new RolesAPI(transport, check);
    this.transfer = new TransferAPI(transport, check);
    this.llmPing = new LLMPingAPI(transport, check);
    this.whatsapp = new WhatsAppAPI(transport, check);
    this.chromium = new ChromiumAPI(transport, check);
    this.capabilities = new CapabilitiesAPI(transport, check);
    this.proxy = new ProxyAPI(transport, check);
    this.xmtp = new XMTPChannel(this.xmtpApi, {
      agentId: transport.agentId,
      inboxFolder: () => this.keystore.sessionsPath,
      onGap: onGap ?? warnOfGap(config),
      events: (officeId, options) => this.messages.stream(officeId, options),
    });
  }

  /** Keys and config of this machine, in `~/.os1`. Node only: throws `node_only` elsewhere. */
  get keystore(): Keystore {
    this.#keystore ??= fromEnvironment().keystore;
    return this.#keystore;
  }

  /**
   * Creates a client for the account that `mi login` stored in `~/.os1/config.json`, or, without an account, for the
   * office-manager's JWT secret in `keys/jwt.key`. As for `mi`, the environment overrides it: `MITOSIS_API_KEY` (or
   * `MI_API_KEY`), `MITOSIS_ENDPOINT` and `MITOSIS_DASHBOARD_ENDPOINT`, then the profile that `MI_PROFILE` names, then
   * the current one; `MITOSIS_HOME` is another folder than `~/.os1`. A stored key goes only to the host that it was
   * issued for. With both a key and an endpoint in the environment, no keystore is needed, and an unreadable one is
   * ignored; with a key and no home folder, the endpoint is the default one.
   *
   * @param keystore - The keystore to read, in place of the environment's: of another folder, or on a profile, as in
   * `new Keystore({ profile: 'work' })`.
   * @throws {@link KeystoreError} when the config is broken, or others can read the key in it; `key_for_another_host` when the
   * JWT secret belongs to another host.
   * @throws {@link MitosisError} `not_signed_in` when there is no account on this machine; `key_for_another_host` when
   * `MITOSIS_ENDPOINT` names another host than that of the stored key or secret.
   *
   * @example
   * ```ts
   * import { MitosisClient } from '@mitosislabs/sdk';
   *
   * const mi = await MitosisClient.fromConfig();
   * ```
   */
  static async fromConfig(keystore?: Keystore): Promise<MitosisClient> {
    const stored = storedConfig(keystore);
    return traced(
      stored.then(({ config, keystore: found }) => new MitosisClient(config, found)),
      new Error(),
    );
  }

  /**
   * Creates a client that acts as an agent, with its private key from the keystore. It never falls back to other
   * credentials. If a rotation of the key was interrupted, a request finds out which key the platform accepts.
   *
   * @param officeId - The agent's office.
   * @param agentName - The agent's name.
   * @param endpoint - The office-manager. Default: `MITOSIS_ENDPOINT`, then the one in `~/.os1/config.json`.
   * @param keystore - The keystore to read, in place of the environment's. Default: as for {@link MitosisClient.fromConfig}.
   * @throws {@link MitosisError} `no_agent_key` when the keystore has no key for the agent, `not_signed_in` when no
   * endpoint is known.
   * @throws {@link KeystoreError} `key_for_another_host` when the agent's key belongs to another host;
   * `passphrase_needed`, `passphrase_wrong` for an encrypted key: pass `new Keystore({ passphrase })`.
   *
   * @example
   * ```ts
   * import { MitosisClient } from '@mitosislabs/sdk';
   *
   * const aria = await MitosisClient.asAgent('office-id', 'aria');
   * await aria.callbacks.podEvent('office-id', { type: 'ready' });
   * ```
   */
  static async asAgent(
    officeId: string,
    agentName: string,
    endpoint?: string,
    keystore?: Keystore,
  ): Promise<MitosisClient> {
    const from = fromEnvironment(keystore);
    const stored = agentConfig(from.keystore, officeId, agentName, endpoint, from.env);
    return traced(
      stored.then((config) => new MitosisClient(config, from.keystore)),
      new Error(),
    );
  }

  /**
   * Creates a client that acts as an agent, on the same hosts and with the same settings. It never sends a request as
   * another identity: calls of an agent without a key fail.
   *
   * @param agent - The agent's name and private key; or its name alone, when the keystore has its key (Node).
   * @param officeId - The agent's office, when the keystore has keys for agents with that name in several.
   * @throws {@link InvalidArgumentError} when the key is not a private key. With a name alone, calls reject with a
   * {@link MitosisError}: `no_agent_key` when there is no key, `ambiguous_agent` when there are several; with a {@link
   * KeystoreError} when the key belongs to another host, or cannot be opened.
   *
   * @example
   * ```ts
   * import { MitosisClient } from '@mitosislabs/sdk';
   *
   * const mi = await MitosisClient.fromConfig();
   * await mi.as('aria').callbacks.podEvent('office-id', { type: 'ready' });
   * ```
   */
  as(agent: string | AgentAuthConfig, officeId?: string): MitosisClient {
    const { apiKey, jwt, auth, agent: self, ...rest } = this.#config;
    if (typeof agent !== 'string') return new MitosisClient({ ...rest, agent }, this.#keystore);
    const { keystore } = this;
    return new MitosisClient(
      { ...rest, auth: keystoreAgent(keystore, agent, this.transport, officeId) },
      keystore,
    );
  }

  /**
   * Replaces the key of an agent, in the keystore and on the platform (Node). At any moment, even if the process is
   * killed, the keystore has a key that the platform accepts. The next call finishes an interrupted rotation. The old
   * key stays as a backup.
   *
   * Routes: `PATCH /api/v1/offices/{officeId}/employees/{name}`, then
   * `POST /api/v1/offices/{officeId}/employees/{name}/credentials/rotate`.
   *
   * @param officeId - The agent's office.
   * @param agentName - The agent's name.
   * @returns the new public key.
   * @throws {@link KeystoreError} `no_agent_key` when there is none to replace; `key_not_taken` when the platform got
   * the new key and does not accept it yet; `key_for_another_host`, `passphrase_needed`, `passphrase_wrong`.
   * @throws {@link OS1Error} when a request fails: both keys are kept then.
   *
   * @example
   * ```ts
   * import { MitosisClient } from '@mitosislabs/sdk';
   *
   * const mi = await MitosisClient.fromConfig();
   * const { publicKey } = await mi.rotateAgentKey('office-id', 'aria');
   * ```
   */
  async rotateAgentKey(officeId: string, agentName: string): Promise<{ publicKey: string }> {
    const { keystore, transport } = this;
    return rotateAgentKey(keystore, transport, officeId, agentName, { endpoint: transport.endpoint });
  }

  /**
   * Checks whether the office-manager responds. Never throws. Sends no credentials.
   *
   * Route: `GET /healthz`.
   */
  async health(): Promise<boolean> {
    try {
      await this.transport.request('GET', '/healthz', { as: 'none', maxRetries: 0, credentials: 'omit' });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Whether the platform accepts the credentials.
   *
   * Route: `GET /api/v1/offices`.
   *
   * @returns `ok`, the method, and the reason with its status if it does not. Never throws an {@link OS1Error}: a server
   * that is down is `ok: false` too, with another `status` than 401 and 403.
   */
  async verifyAuth(): Promise<AuthCheck> {
    const method = this.transport.authMethod ?? 'none';
    try {
      await this.offices.list();
      return { ok: true, method };
    } catch (error) {
      if (OS1Error.isInstance(error)) {
        const { message, status } = error;
        return { ok: false, method, error: message, status };
      }
      throw error;
    }
  }

  /** Closes all sessions with agents. The client can still be used. */
  async close(): Promise<void> {
    await this.xmtp.closeAll();
  }
}

/** Creates an `onGap` that warns through the client's logger; without a logger, on the console. */
function warnOfGap({ logger = console, logLevel = 'warn' }: ClientConfig): (gap: SessionGap) => void {
  return (gap) => {
    if (logLevel !== 'error' && logLevel !== 'off')
      logger.warn('Messages of a session are lost.', { ...gap });
  };
}
