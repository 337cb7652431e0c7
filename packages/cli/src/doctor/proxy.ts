import { onAbort } from '@mitosislabs/auth/async';
import { probeProxy } from '@mitosislabs/transport/probeProxy';
import type { Context } from '../Context.ts';
import { type Finding, failed, ok } from './Check.ts';

/** How long the proxy may take, in ms. */
const TIMEOUT_MS = 10_000;
/** Says that no variable names a proxy. */
export const NO_PROXY = 'none';

/**
 * Tries the proxy: asks it for a connection to the platform.
 *
 * @param checked - What the variables say about it.
 * @param endpoint - The platform.
 */
export async function tryProxy(
  checked: Finding,
  endpoint: string,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<Finding> {
  if (checked.status !== 'ok' || checked.detail === NO_PROXY) return checked;
  const { host } = new URL(endpoint);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  const forget = onAbort(signal, () => limit.abort());
  try {
    const proxy = await probeProxy(endpoint, { env, signal: limit.signal });
    const result = proxy ? `connects to ${host}` : `not used for ${host}`;
    return ok('proxy', `${checked.detail}; ${result}`);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const hint: unknown = Reflect.get(Object(error), 'hint');
    if (!limit.signal.aborted) return failed('proxy', error, typeof hint === 'string' ? hint : undefined);
    return failed(
      'proxy',
      `${checked.detail} does not answer a request for ${host} within ${TIMEOUT_MS / 1000} s`,
      'Check that the proxy is up. NO_PROXY names the hosts to reach without it.',
    );
  } finally {
    clearTimeout(timer);
    forget();
  }
}
