import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { root } from '../snippets.ts';

/** Where `pnpm site` builds the site. */
export const dist = join(root, 'site/dist');

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Serves the built site as a plain file server does. */
export function startSite(): Promise<TestServer> {
  return serve(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    try {
      const content = await readFile(join(dist, decodeURIComponent(file)));
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream').end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
}
