import { UnsentError } from '../wire/UnsentError.ts';

/** A proxy and the host that it was asked for, as errors name them. */
export interface ProxyRoute {
  /** The URL of the proxy, without credentials. */
  readonly name: string;
  /** The option or the variable that names it. */
  readonly source: string;
  readonly hasCredentials: boolean;
  /** The host and the port to connect to. */
  readonly target: string;
}

/** Creates the error for a proxy that opens no tunnel. */
export function refusedByProxy(
  { name, source, hasCredentials, target }: ProxyRoute,
  {
    statusCode = 0,
    statusMessage = '',
  }: { statusCode?: number | undefined; statusMessage?: string | undefined },
): UnsentError {
  const reason = `${statusCode} ${statusMessage.replace(/[^ -~]/g, '').slice(0, 100)}`.trim();
  return new UnsentError(`The proxy ${name} refused to connect to ${target}: ${reason}`, {
    code: 'proxy_failed',
    hint: hintOf(statusCode, source, hasCredentials),
    retryable: mayOpenLater(statusCode),
  });
}

/** Creates the error for a proxy without a response. */
export function unreachedProxy(
  { name, source, target }: ProxyRoute,
  cause: NodeJS.ErrnoException,
): UnsentError {
  const reason = cause.code ?? cause.message;
  const isUntrusted = /CERT|VERIFY|SELF_SIGNED|^ERR_TLS|^ERR_SSL|^EPROTO/.test(reason);
  return new UnsentError(`No tunnel to ${target} through the proxy ${name} (${reason})`, {
    code: 'proxy_failed',
    hint: isUntrusted
      ? `Check whether the address in ${source} begins with http:// or https://, or trust the issuer of the proxy's certificate (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE).`
      : `Check that the proxy is up, and its address in ${source}. NO_PROXY names the hosts to reach without it.`,
    retryable: !isUntrusted,
    cause,
  });
}

/** Explains a failure of Node's own proxies. Returns any other error as it is. */
export function explainNodeProxy(error: NodeJS.ErrnoException): Error {
  if (!error.code?.startsWith('ERR_PROXY_')) return error;
  const status = Number(Reflect.get(error, 'statusCode') ?? 0);
  return new UnsentError(error.message, {
    code: 'proxy_failed',
    hint: hintOf(status, 'HTTPS_PROXY', false),
    retryable: status === 0 || mayOpenLater(status),
    cause: error,
  });
}

function mayOpenLater(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

function hintOf(status: number, source: string, hasCredentials: boolean): string {
  if (status === 407) {
    return hasCredentials
      ? `The proxy does not accept the user name and password in ${source}. Percent-encode special characters.`
      : `Check the user name and the password in ${source}: http://user:password@proxy.example:3128, percent-encoded.`;
  }
  if (status >= 400 && status < 500) {
    return 'The proxy does not allow this host: ask its operator. If the host can be reached without it, name it in NO_PROXY.';
  }
  return 'The proxy cannot reach the host. Check the endpoint, and try again later.';
}
