import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the dashboard. */
export interface Asset {
  /** Its name in the address. It contains a hash of the content, except for `index.html`. */
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  /** Its content. */
  readonly text: string;
}

/**
 * Builds the dashboard from its sources in `dashboard/`. The package's own build runs this once, and replaces this module
 * by the result: see `tsup.config.ts`.
 */
export async function loadAssets(): Promise<readonly Asset[]> {
  const folder = new URL('../../dashboard/', import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.tsx', folder))],
    bundle: true,
    write: false,
    outdir: '/',
    entryNames: 'dashboard',
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17.4'],
    conditions: ['@mitosislabs/source'],
    tsconfig: fileURLToPath(new URL('tsconfig.json', folder)),
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = outputFiles.map(({ path, text }) => {
    const extension = path.slice(path.lastIndexOf('.') + 1);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const type = extension === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
    return { name: `dashboard-${hash}.${extension}`, type, text };
  });
  const nameOf = (extension: string) => files.find(({ name }) => name.endsWith(extension))?.name ?? '';
  const page = await readFile(new URL('index.html', folder), 'utf8');
  const index = page.replace('dashboard.css', nameOf('.css')).replace('dashboard.js', nameOf('.js'));
  return [{ name: 'index.html', type: 'text/html; charset=utf-8', text: index }, ...files];
}
