import type { Net } from './nodeModules.ts';

/** Hosts of this machine, which no proxy reaches. */
const THIS_MACHINE = ['localhost', '127.0.0.0/8', '::1'];

/** A proxy as it was set. */
export interface ProxySetting {
  /** The URL as it was written. It may hold a password. */
  readonly text: string;
  /** The option or the variable that names it. */
  readonly source: string;
}

/**
 * Finds the proxy for a URL: that of the option, else of `HTTPS_PROXY`, `HTTP_PROXY` for a URL without TLS, or `ALL_PROXY`. Names
 * in lower case come first, as in curl. Hosts of this machine and those of `NO_PROXY` have none.
 *
 * @param option - The proxy of the client; `false`: none; `undefined`: that of the environment.
 */
export function findProxy(
  url: URL,
  option: string | false | undefined,
  net: Net,
  env: NodeJS.ProcessEnv = process.env,
): ProxySetting | undefined {
  if (option === false) return undefined;
  let setting = option === undefined ? undefined : { text: option, source: 'the option `proxy`' };
  const own = `${url.protocol.slice(0, -1)}_proxy`;
  for (const source of [own, own.toUpperCase(), 'all_proxy', 'ALL_PROXY']) {
    const text = setting ? undefined : env[source]?.trim();
    if (text) setting = { text, source };
  }
  if (!setting || isOnThisMachine(url, net)) return undefined;
  const except = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/);
  return except.some((entry) => isMatch(url, entry, net)) ? undefined : setting;
}

/** Whether a URL leads to this machine. */
export function isOnThisMachine(url: URL, net: Net): boolean {
  return THIS_MACHINE.some((entry) => isMatch(url, entry, net));
}

/**
 * Whether an entry of `NO_PROXY` names the host of a URL: `example.com` with its subdomains (also `.example.com` and `*.example.com`), an
 * address, a range of addresses (`10.0.0.0/8`), each with or without a port, or `*` for every host.
 */
function isMatch(url: URL, entry: string, net: Net): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  const host = withoutBrackets(url.hostname).replace(/\.$/, '');
  const [, name = '', port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [undefined, entry];
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const family = net.isIP(host);
  if (family === 0) {
    const suffix = name.toLowerCase().replace(/^\*?\.|\.$/g, '');
    return host === suffix || host.endsWith(`.${suffix}`);
  }
  const most = family === 4 ? 32 : 128;
  const [address = '', prefix = `${most}`] = withoutBrackets(name).split('/');
  if (net.isIP(address) !== family || !/^\d+$/.test(prefix) || Number(prefix) > most) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const range = new net.BlockList();
  range.addSubnet(address, Number(prefix), type);
  return range.check(host, type);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]/, '$1');
}
