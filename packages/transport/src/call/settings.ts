import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator, apiKeyAuthenticator, jwtAuthenticator } from '@mitosislabs/auth/authenticators';
import { assertOptions, InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { dashboardEndpointFor, parseEndpoint } from '../options/endpoints.ts';
import { clientConfig } from '../options/optionNames.ts';
import type { Host } from '../options/TransportLike.ts';
import { userAgent } from '../runtime/userAgent.ts';
import { assertLimit } from './Deadline.ts';

/** The parts of a URL that a call uses: a `URL` has them, too. */
export type CallURL = Readonly<Pick<URL, 'href' | 'origin' | 'pathname' | 'search'>>;

/** A body that waits for its first read. */
export interface UnreadBody {
  /** Closes its connection; the reader gets an error with this reason. */
  close(reason: string): void;
}

/** The settings that the calls of one client share. */
export interface Settings {
  readonly endpoint: string;
  readonly dashboardEndpoint: string;
  /** The same, in parts. */
  readonly hosts: Readonly<Record<Host, CallURL>>;
  /** Signs calls. */
  readonly auth: Authenticator | undefined;
  /** Signs calls with `asAgent: true`. */
  readonly agent: Authenticator | undefined;
  readonly userAgent: string | undefined;
  readonly timeout: number;
  readonly attemptTimeout: number | undefined;
  readonly maxRetries: number;
  readonly maxRetryAfter: number;
  readonly maxResponseBytes: number | undefined;
  readonly maxErrorBytes: number;
  readonly idempotencyKeys: boolean | 'auto';
  readonly headers: ClientConfig['headers'];
  readonly hasMiddleware: boolean;
  readonly unread: Set<UnreadBody>;
}

/**
 * Reads a config.
 *
 * @throws {@link InvalidArgumentError} for an invalid setting.
 */
export function readConfig(config: ClientConfig, product: string): Settings {
  assertOptions('config', config, clientConfig);
  const endpoint = parseEndpoint('endpoint', config.endpoint);
  const dashboard = config.dashboardEndpoint ?? dashboardEndpointFor(endpoint);
  const dashboardEndpoint = parseEndpoint('dashboardEndpoint', dashboard);
  const { timeout = 30_000, attemptTimeout, maxRetries = 2, maxRetryAfter = 120_000 } = config;
  const { maxResponseBytes, maxErrorBytes = 64 * 1024, idempotencyKeys = 'auto' } = config;
  const times = { timeout, attemptTimeout: attemptTimeout ?? 0, maxRetryAfter };
  for (const [name, limit] of Object.entries(times)) assertLimit(name, limit);
  for (const [name, limit] of Object.entries({ maxResponseBytes: maxResponseBytes ?? 0, maxErrorBytes })) {
    if (!(limit >= 0)) throw new InvalidArgumentError(name, 'must be a number of bytes, 0 or more');
  }
  assertRetries(maxRetries);
  if (typeof idempotencyKeys !== 'boolean' && idempotencyKeys !== 'auto') {
    throw new InvalidArgumentError('idempotencyKeys', "must be true, false or 'auto'");
  }
  return {
    endpoint,
    dashboardEndpoint,
    hosts: { 'office-manager': partsOf(endpoint), dashboard: partsOf(dashboardEndpoint) },
    ...authenticatorsFor(config),
    userAgent: userAgent(product, config.userAgent),
    timeout,
    attemptTimeout,
    maxRetries,
    maxRetryAfter,
    maxResponseBytes,
    maxErrorBytes,
    idempotencyKeys,
    headers: config.headers,
    hasMiddleware: (config.middleware ?? []).length > 0,
    unread: new Set(),
  };
}

/** Returns the parts of an endpoint. They end without a slash, as it does. */
function partsOf(endpoint: string): CallURL {
  const { origin } = new URL(endpoint);
  return { href: endpoint, origin, pathname: endpoint.slice(origin.length), search: '' };
}

/** Creates the authenticators that a config asks for. */
function authenticatorsFor(config: ClientConfig): Pick<Settings, 'auth' | 'agent'> {
  const { apiKey, jwt, agent, auth } = config;
  const named = (['apiKey', 'jwt', 'agent', 'auth'] as const).filter((name) => config[name] !== undefined);
  if (named.length > 2 || (named.length === 2 && (agent === undefined || auth !== undefined))) {
    throw new InvalidArgumentError('config', `must name one way to sign in, got ${named.join(' and ')}`, {
      hint: 'Only an `agent` may be named beside `apiKey` or `jwt`: it signs the calls with `asAgent: true`.',
    });
  }
  const signer = agent === undefined ? undefined : agentAuthenticator(agent);
  if (apiKey !== undefined) return { auth: apiKeyAuthenticator(apiKey), agent: signer };
  if (jwt !== undefined) return { auth: jwtAuthenticator(jwt), agent: signer };
  if (signer) return { auth: signer, agent: signer };
  return { auth, agent: auth?.method === 'agent' ? auth : undefined };
}

/** Refuses anything but a number of retries. */
export function assertRetries(maxRetries: number): void {
  if (Number.isSafeInteger(maxRetries) && maxRetries >= 0) return;
  throw new InvalidArgumentError('maxRetries', 'must be a whole number, 0 or more (0: never send again)');
}
