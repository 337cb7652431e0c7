// After tsup: merges the chunks that importing a package loads, because Node takes a third of a millisecond for each file.
// esbuild makes a chunk for each set of entries that share code, so a package with twenty entries has fifty.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { transform } from 'esbuild';
import { readEntries } from './entries.js';

// tsup loads this one too.
const require = createRequire(import.meta.url);
const { rollup } = require('rollup');
const { parseAst } = require('rollup/parseAst');

/** Matches the static imports of a built file from its own package: `#name`, and `./file.js`. */
const STATIC = /^(?:import|export)\b[^'"]*['"](#\w+|\.\/[^'"]+)['"]/gm;
/** Matches its `import()`s. */
const DYNAMIC = /\bimport\(['"]\.\/([^'"]+)['"]\)/g;

/** Merges the chunks in `dist` of the current folder. */
export async function mergeChunks() {
  const { imports = {} } = JSON.parse(await readFile('package.json', 'utf8'));
  const built = (await readdir('dist')).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(built.map((name) => readFile(`dist/${name}`, 'utf8')));
  const found = new Map(
    built.map((name, index) => [name, [...texts[index].matchAll(STATIC)].map(([, path]) => path)]),
  );

  const layerOf = layersOf(found, imports);
  const late = lateOnNode(texts, found, imports);
  const onNode = reachedFrom(['index.js'], found, forNode, imports);
  const onWeb = reachedFrom(['index.js'], found, (conditions) => conditions.default, imports);
  const bundle = await rollup({
    input: Object.fromEntries(Object.keys(readEntries()).map((name) => [name, resolve(`dist/${name}.js`)])),
    external: (id) => !/^[./]/.test(id),
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await bundle.generate({
    format: 'es',
    chunkFileNames: '[name].js',
    hoistTransitiveImports: false,
    manualChunks(id) {
      const name = id.slice(resolve('dist').length + 1);
      if (!onNode.has(name) || !onWeb.has(name)) return undefined;
      return `${late.has(name) ? 'late' : 'layer'}${layerOf(name)}`;
    },
  });
  await bundle.close();
  await Promise.all(built.map((name) => rm(`dist/${name}`)));
  for (const { fileName, code } of output) {
    // Marks calls of functions without side effects.
    const marked = await transform(code, { format: 'esm', target: 'es2022' });
    await writeFile(`dist/${fileName}`, markConstants(marked.code));
  }
}

/** Marks the constants that bundlers would keep because a spread or an operator might have side effects. */
function markConstants(code) {
  let marked = code;
  for (const { type, declarations } of parseAst(code).body.reverse()) {
    if (type !== 'VariableDeclaration') continue;
    for (const { init } of declarations.reverse()) {
      const text = init && code.slice(init.start, init.end);
      let value;
      if (/^[\d*+ -]+$/.test(text)) value = runInNewContext(text);
      else if (init?.type === 'TemplateLiteral') value = `/* @__PURE__ */ (() => ${text})()`;
      else if (hasSpread(init)) value = `/* @__PURE__ */ (() => (${text}))()`;
      else continue;
      marked = marked.slice(0, init.start) + value + marked.slice(init.end);
    }
  }
  return marked;
}

/** Whether an object, or one that it or a call is given, copies another one. */
function hasSpread(node) {
  if (node?.type === 'CallExpression') return node.arguments.some(hasSpread);
  if (node?.type !== 'ObjectExpression') return false;
  return node.properties.some((property) => property.type === 'SpreadElement' || hasSpread(property.value));
}

/**
 * The number of `#names` that stand between a file and the end of its longest way. Files with the same number can be one file: none of
 * them is imported by a file that another one imports by a `#name`.
 */
function layersOf(found, imports) {
  const layers = new Map();
  const layerOf = (name) => {
    if (!layers.has(name)) {
      layers.set(name, 0);
      const below = found
        .get(name)
        .flatMap((path) =>
          path.startsWith('#')
            ? targetsOf(imports[path]).map((target) =>
                found.get(target).length > 0 ? layerOf(target) + 1 : 0,
              )
            : layerOf(path.slice(2)),
        );
      layers.set(name, Math.max(0, ...below));
    }
    return layers.get(name);
  };
  return layerOf;
}

/** The files that are loaded with others, where `select` picks the file for a `#name` from its conditions. */
function reachedFrom(entries, found, select, imports) {
  const reached = new Set(entries.filter((name) => found.has(name)));
  for (const name of reached) {
    for (const path of found.get(name)) {
      if (!path.startsWith('#')) reached.add(path.slice(2));
      else reached.add(inDist(select(imports[path])));
    }
  }
  return reached;
}

/**
 * The files that Node needs only after an `import()`, although `index.js` hands on what is in them: a bundler can leave them in a
 * chunk of their own, if they are not merged with others.
 */
function lateOnNode(texts, found, imports) {
  if (!found.has('first.js')) return new Set();
  const called = texts.flatMap((text) => [...text.matchAll(DYNAMIC)].map(([, name]) => name));
  const first = reachedFrom(['first.js'], found, forNode, imports);
  return new Set([...reachedFrom(called, found, forNode, imports)].filter((name) => !first.has(name)));
}

const forNode = ({ node, default: other }) => node ?? other;

const inDist = (path) => path.replace('./dist/', '');

function targetsOf({ '@mitosislabs/source': _, types: __, ...conditions }) {
  return [...new Set(Object.values(conditions).map(inDist))];
}
