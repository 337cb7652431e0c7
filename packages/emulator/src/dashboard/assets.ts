import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the dashboard. */
export interface Asset {
  /** Its name in the address. It contains a hash of the content, except for `index.html` and `licenses.txt`. */
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  /** Its content. */
  readonly text: string;
}

/**
 * Builds the dashboard from its sources in `dashboard/`. A build of a package runs this once, and replaces this module
 * by the result: see `build/dashboardModule.ts`.
 */
export async function loadAssets(): Promise<readonly Asset[]> {
  const folder = new URL('../../dashboard/', import.meta.url);
  const absWorkingDir = fileURLToPath(folder);
  const { outputFiles, metafile } = await build({
    absWorkingDir,
    metafile: true,
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
  const licenses = await licensesOf(Object.keys(metafile.inputs).map((path) => resolve(absWorkingDir, path)));
  return [
    { name: 'index.html', type: 'text/html; charset=utf-8', text: index },
    ...files,
    { name: 'licenses.txt', type: 'text/plain; charset=utf-8', text: licenses },
  ];
}

/** Joins the licenses of the third-party packages that files belong to. */
async function licensesOf(paths: readonly string[]): Promise<string> {
  const folders = new Set(
    paths.flatMap((path) => {
      const parts = path.split(sep);
      const start = parts.lastIndexOf('node_modules') + 1;
      if (start === 0) return [];
      return [parts.slice(0, start + (parts[start]?.startsWith('@') ? 2 : 1)).join(sep)];
    }),
  );
  const licenses = await Promise.all(
    [...folders].map(async (folder) => {
      const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const file = (await readdir(folder)).find((one) => /^licen[cs]e([-.]\w+)*$/i.test(one));
      if (file === undefined) throw new Error(`The package ${name} has no license file.`);
      return `${name} ${version}\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
    }),
  );
  return licenses.sort().join(`\n${'-'.repeat(80)}\n\n`);
}
