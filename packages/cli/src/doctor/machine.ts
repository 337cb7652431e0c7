import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keystore } from '@mitosislabs/keystore';
import type { Context } from '../Context.ts';
import { type Finding, failed, ok } from './Check.ts';
import { NO_PROXY } from './proxy.ts';

/** The oldest Node that `mi` runs on, and the oldest that gets security fixes. */
const OLDEST_NODE = 18;
const OLDEST_MAINTAINED_NODE = 20;
/** The variables that may name the proxy of requests, the preferred one first. */
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
/** Those for addresses without TLS: none but this machine. */
const UNUSED_PROXIES = ['http_proxy', 'HTTP_PROXY'];

/** Checks the version of Node. */
export function checkNode(version = process.versions.node): Finding {
  const major = Number(version.split('.')[0]);
  const fix = 'Install a newer Node: https://nodejs.org';
  if (major < OLDEST_NODE) return failed('node', `Node ${version} is too old`, fix);
  if (major >= OLDEST_MAINTAINED_NODE) return ok('node', `Node ${version}`);
  return { name: 'node', status: 'warning', detail: `Node ${version} no longer gets security fixes`, fix };
}

/** Checks the variables that name a proxy. */
export function checkProxy({ env }: Pick<Context, 'env'>): Finding {
  const isSet = (name: string): boolean => (env[name] ?? '').trim() !== '';
  const name = PROXIES.find(isSet);
  if (name === undefined) {
    const unused = UNUSED_PROXIES.find(isSet);
    if (unused === undefined) return ok('proxy', NO_PROXY);
    const detail = `${unused} is set, but requests use https, so HTTPS_PROXY would name their proxy`;
    return { name: 'proxy', status: 'warning', detail, fix: 'Set HTTPS_PROXY if requests need a proxy.' };
  }
  const host = proxyHost((env[name] ?? '').trim());
  if (host === undefined) {
    const fix = `Write it like http://proxy.example:3128, or unset ${name}.`;
    return failed('proxy', `${name} is not the URL of an http or https proxy`, fix);
  }
  const except = env['no_proxy'] || env['NO_PROXY'];
  return ok('proxy', `${host} (${name})${except ? `, not for ${except}` : ''}`);
}

/** Returns the host of a proxy, without the password before the @; `undefined` if it cannot be used. Without a protocol it is http. */
function proxyHost(address: string): string | undefined {
  try {
    const { protocol, host } = new URL(address.includes('://') ? address : `http://${address}`);
    return /^https?:$/.test(protocol) ? host : undefined;
  } catch {
    return undefined;
  }
}

/** Checks that only the user can read the keystore. With `fix`, makes it so. */
export async function checkKeystore(keystore: Keystore, fix: boolean): Promise<Finding> {
  const { basePath } = keystore;
  try {
    const open = await openToOthers(basePath);
    if (open.length === 0) {
      const exists = await lstat(basePath).then(
        () => true,
        () => false,
      );
      return ok('keystore', exists ? `${basePath}, private` : `${basePath}, not created yet`);
    }
    if (fix) {
      for (const { path, mode } of open) await chmod(path, mode);
      return { name: 'keystore', status: 'ok', detail: `${basePath}, now private`, fixed: true };
    }
    const [first] = open;
    const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
    return failed(
      'keystore',
      `other users can access ${first?.path}${more}`,
      '`mi doctor --fix` makes it private.',
    );
  } catch (error) {
    return failed('keystore', error, `Check ${basePath}: it must be a folder that you own.`);
  }
}

/** Lists what others may read or write, with the modes that it should have. Follows links of this user. */
async function openToOthers(
  path: string,
  seen = new Set<string>(),
): Promise<{ path: string; mode: number }[]> {
  if (process.platform === 'win32') return [];
  const entry = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!entry) return [];
  const isForeign = entry.isSymbolicLink() && entry.uid !== process.geteuid?.();
  const found = isForeign ? undefined : await stat(path).catch(() => undefined);
  const id = `${found?.dev}:${found?.ino}`;
  // Links may lead in a circle.
  if (!found || seen.has(id)) return [];
  seen.add(id);
  const own = (found.mode & 0o077) === 0 ? [] : [{ path, mode: found.isDirectory() ? 0o700 : 0o600 }];
  if (!found.isDirectory()) return own;
  const names = await readdir(path);
  const inner = await Promise.all(names.map((name) => openToOthers(join(path, name), seen)));
  return [...own, ...inner.flat()];
}

/** Checks whether the keychain of this machine can be used. */
export async function checkKeychain(keystore: Keystore, { env }: Pick<Context, 'env'>): Promise<Finding> {
  if (env['MITOSIS_KEYCHAIN'] === 'off') return ok('keychain', 'not used: MITOSIS_KEYCHAIN is off');
  if (await keystore.hasKeychain()) return ok('keychain', 'can be used');
  return {
    name: 'keychain',
    status: 'warning',
    detail: 'none: keys are in files that only you can read',
    fix: 'No action is needed. On Linux, mi uses a running GNOME Keyring or KWallet.',
  };
}
