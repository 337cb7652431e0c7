import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Starts a registry on 127.0.0.1 with the tarballs of a folder. Package managers ask it for our scope only. */
export async function startRegistry(folder: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    // Another run may have this port, and other packages.
    response.setHeader('Cache-Control', 'no-store');
    const name = decodeURIComponent(new URL(request.url ?? '', url).pathname.slice(1));
    const tarball = name.endsWith('.tgz') && tarballs.find((file) => file === name);
    if (tarball) return createReadStream(join(folder, tarball)).pipe(response);
    const document = documents.get(name);
    response.writeHead(document ? 200 : 404, { 'Content-Type': 'application/json' });
    return response.end(JSON.stringify(document ?? { error: 'not found' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const documents = new Map(tarballs.map((file) => documentOf(join(folder, file), `${url}${file}`)));
  return { url, close: () => void server.close() };
}

/** Returns the name of a package, and what a registry says of it. */
function documentOf(file: string, tarball: string): [string, object] {
  const manifest = JSON.parse(
    execFileSync('tar', ['-xOzf', file, 'package/package.json'], { encoding: 'utf8' }),
  );
  const { name, version } = manifest;
  const bytes = readFileSync(file);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const shasum = createHash('sha1').update(bytes).digest('hex');
  const versions = { [version]: { ...manifest, dist: { tarball, integrity, shasum } } };
  // Yarn waits before it installs what is new.
  const time = { [version]: '2020-01-01T00:00:00.000Z' };
  return [name, { name, 'dist-tags': { latest: version }, versions, time }];
}
