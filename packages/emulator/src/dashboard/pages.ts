import { createHash } from 'node:crypto';
import { openapi } from '../core/openapi.ts';
import type { App } from '../server/Site.ts';

/** The pages load their own files only, and talk to this server only. Nothing inline runs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** A file as it is served. */
interface Served {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Adds the pages of the dashboard. They are loaded with the first request. */
export function addPages(app: App): void {
  let files: Promise<Map<string, Served>> | undefined;
  const find = async (name: string): Promise<Served | undefined> => {
    files ??= load();
    return (await files).get(name);
  };

  app.get('/', async (c) => {
    const index = await find('index.html');
    if (!index) return c.notFound();
    const isKnown = c.env.incoming.headers['if-none-match'] === index.headers['ETag'];
    return new Response(isKnown ? null : index.text, { status: isKnown ? 304 : 200, headers: index.headers });
  });

  // The same as /openapi.json, but as the other files: it has no faults, and is not in the log.
  app.get('/assets/openapi.json', () => {
    const headers = { ...HEADERS, 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' };
    return new Response(openapi(), { headers });
  });

  app.get('/assets/:name', async (c) => {
    const name = c.req.param('name');
    const file = name === 'index.html' ? undefined : await find(name);
    return file ? new Response(file.text, { headers: file.headers }) : c.notFound();
  });
}

async function load(): Promise<Map<string, Served>> {
  const { loadAssets } = await import('#dashboardAssets');
  const assets = await loadAssets();
  return new Map(
    assets.map(({ name, type, text }) => {
      const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
      const isHashed = /-[0-9a-f]{12}\./.test(name);
      const caching = !isHashed ? 'no-cache' : 'public, max-age=31536000, immutable';
      const headers = { ...HEADERS, 'Content-Type': type, 'Cache-Control': caching, ETag: etag };
      return [name, { text, headers }];
    }),
  );
}
