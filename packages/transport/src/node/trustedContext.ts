import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';
import { UnsentError } from '../wire/UnsentError.ts';

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/** The context of the last call, and the certificates in it: parsing those of a system takes longer than a request. */
let last: { readonly authorities: string; readonly context: SecureContext } | undefined;

/**
 * Returns a TLS context that trusts the authorities of `SSL_CERT_FILE` and `SSL_CERT_DIR`, besides those that Node trusts.
 * The files are read with each call, and parsed again when they have changed.
 *
 * @throws {@link UnsentError} `certificates_unusable` if the file cannot be read, or holds no certificate.
 */
export async function trustedContext(env: NodeJS.ProcessEnv): Promise<SecureContext> {
  const tls = process.getBuiltinModule?.('node:tls') ?? (await import('node:tls')).default;
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders, NODE_EXTRA_CA_CERTS: extra } = env;
  // A list replaces Node's own. Older versions cannot tell which these are.
  const list: unknown = Reflect.get(tls, 'getCACertificates');
  const own: string[] =
    typeof list === 'function'
      ? list('default')
      : [...tls.rootCertificates, ...(extra ? await readQuietly(extra) : [])];
  const added = [
    ...(file ? [await readAuthorities(file)] : []),
    ...(folders ? await readFolders(folders.split(process.platform === 'win32' ? ';' : ':')) : []),
  ];
  const ca = [...own, ...added];
  const authorities = ca.join('\n');
  if (last?.authorities !== authorities) last = { authorities, context: tls.createSecureContext({ ca }) };
  return last.context;
}

async function readAuthorities(file: string): Promise<string> {
  const problem = (what: string, cause?: unknown) =>
    new UnsentError(`SSL_CERT_FILE: ${file} ${what}`, {
      code: 'certificates_unusable',
      hint: 'Name a file with certificates in PEM format, or unset SSL_CERT_FILE.',
      cause,
    });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw problem(`cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  if (!CERTIFICATE.test(text)) throw problem('holds no certificate');
  return text;
}

/** Reads the certificates of folders. They often have two names, a link with a hash being one. */
async function readFolders(folders: readonly string[]): Promise<Set<string>> {
  const names = await Promise.all(
    folders.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name))),
  );
  return new Set((await Promise.all(names.flat().map(readQuietly))).flat());
}

/** Reads a file that may be unusable: Node and OpenSSL ignore such files, too. */
async function readQuietly(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return CERTIFICATE.test(text) ? [text] : [];
}
