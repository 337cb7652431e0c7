import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** The default endpoint. */
export const DEFAULT_ENDPOINT = 'https://m.mitosislabs.ai';

/** Ports that the platform uses on a developer's machine: API → dashboard. */
const LOCAL_API_PORT = '8080';
const LOCAL_DASHBOARD_PORT = '3000';

/** Public suffixes such as `co.uk`: they have no dashboard. */
const REGISTRY = /^(?:ac|co|com|edu|gob|gov|go|ltd|me|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/;

/**
 * Returns the dashboard of an office-manager endpoint: a leading `m.` label is dropped, `http://localhost:8080`
 * becomes `http://localhost:3000`, and anything else is its own dashboard. So is a host without a registrable name below `m.`,
 * such as `m.com` or `m.co.uk`.
 *
 * @param endpoint - The office-manager's URL.
 * @returns the dashboard's origin, or the endpoint itself.
 *
 * @example
 * ```ts
 * import { dashboardEndpointFor } from '@mitosislabs/transport/hosts';
 *
 * console.log(dashboardEndpointFor('https://m.mitosislabs.ai')); // https://mitosislabs.ai
 * ```
 */
export function dashboardEndpointFor(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.hostname.startsWith('m.') && isHost(url.hostname.slice(2))) {
    return `${url.protocol}//${url.host.slice(2)}`;
  }
  if (isLoopback(url.hostname) && url.port === LOCAL_API_PORT) {
    return `${url.protocol}//${url.hostname}:${LOCAL_DASHBOARD_PORT}`;
  }
  return endpoint;
}

/**
 * Returns the office-manager of a dashboard: the inverse of {@link dashboardEndpointFor}. An office-manager's URL is
 * returned as it is.
 *
 * @param dashboard - The dashboard's URL, as in `mi login --endpoint https://mitosislabs.ai`.
 * @returns the office-manager's origin, or the URL itself.
 *
 * @example
 * ```ts
 * import { apiEndpointFor } from '@mitosislabs/transport/hosts';
 *
 * console.log(apiEndpointFor('https://mitosislabs.ai')); // https://m.mitosislabs.ai
 * ```
 */
export function apiEndpointFor(dashboard: string): string {
  const url = new URL(dashboard);
  if (/^(dev\.)?mitosislabs\.ai$/.test(url.hostname)) return `${url.protocol}//m.${url.host}`;
  if (isLoopback(url.hostname) && url.port === LOCAL_DASHBOARD_PORT) {
    return `${url.protocol}//${url.hostname}:${LOCAL_API_PORT}`;
  }
  return dashboard;
}

/**
 * Checks whether two URLs have the same protocol, host and port. Keys are sent to their own origin only.
 *
 * @param a - A URL.
 * @param b - Another URL.
 *
 * @example
 * ```ts
 * import { isSameOrigin } from '@mitosislabs/transport/hosts';
 *
 * console.log(isSameOrigin('https://m.mitosislabs.ai/', 'https://m.mitosislabs.ai:443')); // true
 * ```
 */
export function isSameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

/**
 * Checks an endpoint, and removes a trailing slash. A base path stays.
 * Credentials go to it, so it must be https, or this machine.
 */
export function parseEndpoint(argument: string, endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw new InvalidArgumentError(argument, 'is not a URL', {
      hint: 'Write it like https://m.mitosislabs.ai.',
    });
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new InvalidArgumentError(
      argument,
      `must be https (http only for this machine), got ${url.protocol}//${url.host}`,
    );
  }
  if (url.username || url.password)
    throw new InvalidArgumentError(argument, 'must not hold a user name or password');
  if (url.search || url.hash) throw new InvalidArgumentError(argument, 'must not have a query or a fragment');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Whether a host name means this machine, so that nothing leaves it. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether a name can be registered: it has two labels or more. */
function isHost(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return labels.length > 1 && !labels.includes('') && !REGISTRY.test(labels.join('.'));
}
