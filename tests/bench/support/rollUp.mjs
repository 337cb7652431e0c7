import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';

/**
 * Bundles the imports of an application with Rollup, and returns the chunks. There are none for a browser if they need Node.
 *
 * @param {string} code the imports
 * @param {'browser' | 'node'} target
 * @param {{ conditions?: string[]; plugins?: import('rollup').Plugin[] }} more conditions of `exports`, and plugins
 */
export async function rollUp(code, target, { conditions = [], plugins = [] } = {}) {
  const id = join(import.meta.dirname, 'entry.mjs');
  const entry = {
    name: 'entry',
    resolveId: (name) => (name === id ? id : undefined),
    load: (name) => (name === id ? code : undefined),
  };
  const resolve = nodeResolve({
    browser: target === 'browser',
    exportConditions: [...conditions, target, 'module', 'import', 'default'],
    preferBuiltins: target === 'node',
  });
  let needsNode = false;
  const bundle = await rollup({
    input: id,
    plugins: [entry, resolve, commonjs(), json(), ...plugins],
    onwarn({ code: kind }) {
      needsNode ||= kind === 'UNRESOLVED_IMPORT';
    },
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  if (needsNode && target === 'browser') return undefined;
  return output.filter(({ type }) => type === 'chunk');
}

/** The chunk of the entry, and those that it imports before it runs. */
export function closureOf(chunks) {
  const found = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk);
  }
  return [...found];
}

/** How bundles are written before they are measured. */
export const FORM = { format: 'esm', target: 'es2022', minify: true };
