import { copyFile, mkdir, mkdtemp, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import { build as viteBuild } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { installPacked } from '../runtimes/installPacked.ts';
import { run } from './mi.ts';
import { root } from './snippets.ts';

/** Bundles `entry` into `outdir`, and gives the file to run. Every warning is an error. */
type Bundle = (entry: string, outdir: string) => Promise<string>;

let folder: string;
let emulator: Emulator;

beforeAll(async () => {
  ({ folder } = await installPacked());
  emulator = await startEmulator({ readyAfterMs: 50 });
});

afterAll(() => emulator?.close());

/** A folder of its own beside the installed packages, with the program to bundle. */
async function project(program: string): Promise<{ entry: string; outdir: string }> {
  const own = await mkdtemp(join(folder, 'bundled-'));

  await copyFile(join(root, 'tests/bundlers', program), join(own, program));
  const outdir = join(own, 'out');
  await mkdir(outdir);
  return { entry: join(own, program), outdir };
}

async function sizeOf(outdir: string): Promise<string> {
  let bytes = 0;
  for (const name of await readdir(outdir, { recursive: true })) {
    const entry = await stat(join(outdir, name));
    if (entry.isFile()) bytes += entry.size;
  }
  return `${Math.round(bytes / 1000)} kB`;
}

const withEsbuild =
  (options: esbuild.BuildOptions): Bundle =>
  async (entry, outdir) => {
    const extension = options.format === 'cjs' ? '.cjs' : '.mjs';
    const { warnings } = await esbuild.build({
      entryPoints: { main: entry },
      outdir,
      bundle: true,
      outExtension: { '.js': extension },
      logLevel: 'silent',
      ...options,
    });
    expect(warnings).toEqual([]);
    return join(outdir, `main${extension}`);
  };

const withRollup =
  (exportConditions?: string[]): Bundle =>
  async (entry, outdir) => {
    const bundle = await rollup({
      input: entry,
      plugins: [nodeResolve({ ...(exportConditions && { exportConditions }) })],
      onwarn: (warning) => {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ dir: outdir, entryFileNames: 'main.mjs', chunkFileNames: '[name]-[hash].mjs' });
    return join(outdir, 'main.mjs');
  };

const withWebpack =
  (target: string, options?: webpack.Configuration): Bundle =>
  (entry, outdir) =>
    new Promise((resolve, reject) => {
      const compiler = webpack({
        mode: 'production',
        target,
        entry,
        ...options,
        output: { path: outdir, filename: target === 'web' ? 'main.mjs' : 'main.cjs' },
        performance: false,
        // Minifying takes most of the time, and only a browser's bundle needs it.
        optimization: { minimize: target === 'web' },
      });
      compiler?.run((error, stats) => {
        const { errors = [], warnings = [] } =
          stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
        const problems = [...errors, ...warnings].map(({ message }) => message);
        if (error || problems.length > 0) reject(error ?? new Error(problems.join('\n')));
        else resolve(join(outdir, target === 'web' ? 'main.mjs' : 'main.cjs'));
      });
    });

const withVite =
  (ssr: boolean): Bundle =>
  async (entry, outDir) => {
    await viteBuild({
      configFile: false,
      root: join(outDir, '..'),
      logLevel: 'silent',
      ...(ssr && { ssr: { noExternal: true } }),
      build: {
        ssr,
        outDir,
        emptyOutDir: false,
        rolldownOptions: { input: entry, output: { entryFileNames: 'main.mjs' } },
      },
    });
    return join(outDir, 'main.mjs');
  };

const withNcc: Bundle = async (entry, outdir) => {
  const cli = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js');
  const built = await run(process.execPath, [cli, 'build', entry, '-o', outdir], {
    home: join(outdir, '..'),
  });
  expect(built).toMatchObject({ code: 0, stderr: '' });
  return join(outdir, 'index.mjs');
};

describe('a program for Node', () => {
  const runProgram = async (bundle: Bundle, tool: string): Promise<Record<string, unknown>> => {
    const { entry, outdir } = await project('nodeProgram.mjs');
    const file = await bundle(entry, outdir);
    const names = await readdir(outdir, { recursive: true });
    expect(names.filter((name) => name.endsWith('.node'))).toEqual([]);
    process.stdout.write(`${tool}: ${await sizeOf(outdir)}\n`);
    const ended = await run(process.execPath, [file], {
      home: outdir,
      env: {
        MITOSIS_ENDPOINT: emulator.endpoint,
        MITOSIS_DASHBOARD_ENDPOINT: emulator.dashboardEndpoint,
        MITOSIS_API_KEY: emulator.apiKey,
      },
    });
    expect(ended.stderr).toBe('');
    return JSON.parse(ended.stdout) as Record<string, unknown>;
  };

  test.each<[string, Bundle]>([
    ['esbuild, one file of modules', withEsbuild({ platform: 'node', format: 'esm' })],
    ['esbuild, CommonJS', withEsbuild({ platform: 'node', format: 'cjs' })],
    ['esbuild, split', withEsbuild({ platform: 'node', format: 'esm', splitting: true })],
    ['Rollup with the condition `node`', withRollup(['node'])],
    ['webpack, target node20', withWebpack('node20')],
    ['Vite, for a server', withVite(true)],
    ['ncc', withNcc],
  ])('behavior: %s builds it, without the binary of the keychain, and it runs', async (tool, bundle) => {
    expect(await runProgram(bundle, tool)).toEqual({
      signed: true,
      keys: [],
      hasKeychain: false,
      session: 'new',
    });
  });

  test('error: Rollup without the condition `node`: the program says which setting it takes', async () => {
    expect(await runProgram(withRollup(), 'Rollup, default conditions')).toMatchObject({
      code: 'node_only',
      message: expect.stringContaining('it runs on Node, and was bundled for another runtime'),
      hint: expect.stringContaining("nodeResolve({ exportConditions: ['node'] })"),
    });
  });
});

describe('a program for the web', () => {
  test.each<[string, Bundle]>([
    ['esbuild', withEsbuild({ platform: 'browser', format: 'esm' })],
    ['esbuild, split', withEsbuild({ platform: 'browser', format: 'esm', splitting: true })],
    ['Rollup, default conditions', withRollup()],
    ['webpack', withWebpack('web')],
    // As Parcel resolves by default: `main` of a package or of a folder in it, no subpath imports.
    [
      'webpack, without `exports` and `imports`',
      withWebpack('web', {
        resolve: { exportsFields: [], importsFields: [], mainFields: ['module', 'main'] },
        module: { rules: [{ test: /\.js$/, resolve: { fullySpecified: false } }] },
      }),
    ],
    ['Vite, for a page', withVite(false)],
  ])('behavior: %s builds it with all that calls need in one file, and it runs', async (tool, bundle) => {
    const { entry, outdir } = await project('webProgram.mjs');
    const file = await bundle(entry, outdir);
    expect((await readdir(outdir)).filter((name) => /\.m?js$/.test(name))).toEqual(['main.mjs']);
    process.stdout.write(`${tool}: ${await sizeOf(outdir)}\n`);
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    const settings = JSON.stringify({ endpoint, dashboardEndpoint, apiKey });
    const runner = join(root, 'tests/bundlers/webRunner.mjs');
    const ended = await run(process.execPath, [runner, pathToFileURL(file).href, settings], { home: outdir });
    expect(ended.stderr).toBe('');
    expect(JSON.parse(ended.stdout)).toEqual({ signed: true, text: 'hello', session: 'new' });
  });
});
