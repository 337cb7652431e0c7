import type { AgentAuthConfig, Authenticator, JWTAuthConfig } from '@mitosislabs/auth';
import type { Wire } from './Wire.ts';

/**
 * Where the platform is, and as whom to act. At most one of `apiKey`, `agent`, `jwt` and `auth`.
 *
 * @example
 * ```ts
 * import type { ClientConfig } from '@mitosislabs/transport';
 *
 * const config: ClientConfig = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example', timeout: 10_000 };
 * ```
 */
export interface ClientConfig {
  /** The office-manager: `https://m.mitosislabs.ai`. https, or http on this machine. */
  endpoint: string;
  /** A personal API key, `mi_…`: act as yourself. */
  apiKey?: string | undefined;
  /** An agent's name and private key: act as that agent. */
  agent?: AgentAuthConfig | undefined;
  /** First-party services only: the office-manager's own secret. */
  jwt?: JWTAuthConfig | undefined;
  /** An authenticator of your own, in place of the three above: a remote signer, say. */
  auth?: Authenticator | undefined;
  /** How long a call may take, in ms; 0 waits for ever. Default: 30,000. */
  timeout?: number | undefined;
  /** The dashboard, where it cannot be derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** A `fetch` of your own. */
  fetch?: typeof globalThis.fetch | undefined;
  /** What carries requests, in place of ky over `fetch`. */
  wire?: Wire | undefined;
}
