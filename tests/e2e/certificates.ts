import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A certificate authority in a folder, made with openssl. */
export interface Authority {
  /** The file of its certificate, for NODE_EXTRA_CA_CERTS. */
  readonly file: string;
  /**
   * Starts an HTTPS server on 127.0.0.1 with a certificate of this authority.
   *
   * @param names - The hosts that the certificate is for, as openssl writes them: `IP:127.0.0.1`.
   * @param validity - The first and the last second, as openssl writes them: `20200101000000Z`.
   */
  serve(names: string, validity: readonly [from: string, to: string]): Promise<HTTPSServer>;
}

/** A running server. */
export interface HTTPSServer extends AsyncDisposable {
  readonly url: string;
}

/** Makes an authority that is valid now. */
export function createAuthority(folder: string): Authority {
  const file = join(folder, 'authority.pem');
  const key = join(folder, 'authority.key');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-keyout', key, '-out', file, '-subj', '/CN=authority', '-days', '2');
  mkdirSync(join(folder, 'issued'));
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'serial.txt'), '01\n');
  let count = 0;
  return {
    file,
    async serve(names, [from, to]) {
      const name = `leaf-${++count}`;
      const [leafKey, request, leaf] = ['key', 'csr', 'pem'].map((end) => join(folder, `${name}.${end}`));
      openssl('req', ...newKey, '-keyout', leafKey ?? '', '-out', request ?? '', '-subj', `/CN=${name}`);
      writeFileSync(join(folder, 'openssl.cnf'), configuration(names));
      const files = ['-in', request ?? '', '-out', leaf ?? '', '-cert', file, '-keyfile', key];
      const dates = ['-startdate', from, '-enddate', to];
      openssl('ca', '-batch', '-notext', '-config', 'openssl.cnf', ...files, ...dates);
      const server = createServer(
        { key: readFileSync(leafKey ?? ''), cert: readFileSync(leaf ?? '') },
        (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]'),
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return {
        url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        [Symbol.asyncDispose]: async () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}

/** The least that `openssl ca` needs. */
function configuration(names: string): string {
  return `[ca]
default_ca = here
[here]
database = index.txt
serial = serial.txt
new_certs_dir = issued
default_md = sha256
policy = any
x509_extensions = leaf
unique_subject = no
[any]
commonName = supplied
[leaf]
subjectAltName = ${names}
`;
}
