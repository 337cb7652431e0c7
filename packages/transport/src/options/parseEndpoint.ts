import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Checks an endpoint and brings it into one form: no trailing slash, a base path kept.
 * Credentials go to it, so it must be https, or this very machine.
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
