import type { AgentAuthConfig, Authenticator, JWTAuthConfig } from '@mitosislabs/auth';
import type { Fetch } from '../wire/Fetch.ts';
import type { Wire } from '../wire/Wire.ts';
import type { Logger, LogLevel } from './Logger.ts';
import type { Middleware } from './Middleware.ts';

/**
 * The options of a client: endpoints, credentials, limits. Give one of `apiKey`, `agent`, `jwt` and `auth`, or `apiKey`
 * or `jwt` with `agent`: then the key or the token signs, and the agent signs the calls with `asAgent: true`.
 *
 * @example
 * ```ts
 * import type { ClientConfig } from '@mitosislabs/transport';
 *
 * const config: ClientConfig = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example', timeout: 10_000 };
 * ```
 */
export interface ClientConfig {
  /** The URL of the office-manager: `https://m.mitosislabs.ai`. It must be https, or http on this machine. */
  endpoint: string;
  /** A personal API key, `mi_…`: act as yourself. */
  apiKey?: string | undefined;
  /** An agent's name and private key: act as that agent. With `apiKey` or `jwt`: only in calls with `asAgent: true`. */
  agent?: AgentAuthConfig | undefined;
  /** First-party services only: the office-manager's own secret. */
  jwt?: JWTAuthConfig | undefined;
  /** Your own authenticator in place of the three above, such as a remote signer. */
  auth?: Authenticator | undefined;
  /** How long a call may take, in ms: its attempts, the waits between them and the body; 0 waits for ever. Default: 30,000. */
  timeout?: number | undefined;
  /**
   * How long one attempt may take, in ms; 0: as long as the call. Default: as long as the call, but the first attempt
   * of a request that changes nothing gets a third of it (from 15,000 ms on) until its response begins, unless its
   * connection is known to be a new one: a kept connection may be dead without notice.
   */
  attemptTimeout?: number | undefined;
  /** How often a failed request is sent again at most; 0: never. Default: 2. */
  maxRetries?: number | undefined;
  /**
   * Whether the servers honour `Idempotency-Key`, so that a request whose response was lost may be sent again with its
   * key. `auto`: once a server has shown it with the `Idempotent-Replayed` header of a response, remembered by origin.
   * `true`: they do. `false`: they do not. Default: `auto`.
   */
  idempotencyKeys?: boolean | 'auto' | undefined;
  /** The longest `Retry-After` to wait for, in ms. After a longer one the call fails. Default: 120,000. */
  maxRetryAfter?: number | undefined;
  /**
   * How large a parsed or text response may be, decompressed, in bytes. A larger one is refused with the code
   * `response_too_large`; downloads have no limit. Default: 10,485,760 (10 MiB) for JSON, 33,554,432 (32 MiB) for text. JSON
   * takes about six times its size in memory, and blocks the program for about 25 ms a MiB.
   */
  maxResponseBytes?: number | undefined;
  /** How much of an error's body is read, in bytes. Default: 65,536 (64 KiB). */
  maxErrorBytes?: number | undefined;
  /** Headers for every request, such as `traceparent`; a function is called once for each call. */
  headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>) | undefined;
  /** Appended to the `User-Agent` header: `my-app/1.2`. Browsers send their own. */
  userAgent?: string | undefined;
  /** Functions that run for each attempt, before the signature; the outermost first. */
  middleware?: readonly Middleware[] | undefined;
  /** The logger for requests. Default: none. */
  logger?: Logger | undefined;
  /** The lowest level that is logged. Default: `warn`. */
  logLevel?: LogLevel | undefined;
  /** The dashboard. Default: derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** A custom `fetch`, such as a mock. On Node the global one is not used. */
  fetch?: Fetch | undefined;
  /** An HTTP client in place of the default: node:http on Node, `fetch` elsewhere. */
  wire?: Wire | undefined;
  /**
   * The URL of an http or https proxy, such as `http://user:password@proxy.example:3128`; `false`: none. Used by the default
   * HTTP client of Node only; a host of this machine or of `NO_PROXY` is reached directly. Default: the proxy of
   * `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`.
   */
  proxy?: string | false | undefined;
}
