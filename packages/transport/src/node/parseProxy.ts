import { UnsentError } from '../wire/UnsentError.ts';
import type { ProxySetting } from './findProxy.ts';

/**
 * Parses the URL of a proxy. Without a protocol it is http, as in curl.
 *
 * @throws {@link UnsentError} `proxy_failed` if it is not the URL of an HTTP proxy. Such a proxy is not bypassed: the program may
 * rely on it.
 */
export function parseProxy({ text, source }: ProxySetting): URL {
  const problem = (what: string) =>
    new UnsentError(`${source} ${what}`, {
      code: 'proxy_failed',
      hint: 'Write it like http://proxy.example:3128. Or name the hosts to reach without a proxy in NO_PROXY.',
    });
  const whole = text.includes('://') ? text : `http://${text}`;
  let url: URL;
  try {
    url = new URL(whole);
  } catch {
    // Not shown: the text may hold a password.
    throw problem('is not the URL of a proxy');
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw problem(`names a ${url.protocol.slice(0, -1)} proxy: only http and https proxies are supported`);
}
