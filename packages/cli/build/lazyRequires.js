/** A line that rolldown writes at the top of a chunk: `const require_run = require("./run.cjs");`, `let node_fs = require("node:fs");`. */
const REQUIRE = /^(?:const|let) ((?:require|node)_[\w$]+) = require\("([^"]+)"\);$/gm;

/**
 * A plugin of rolldown: loads the other chunks, and Node's own modules, when their exports are first used. So a command
 * loads only the code that it runs.
 *
 * @returns {import('rolldown').Plugin}
 */
export function lazyRequires() {
  return {
    name: 'lazy-requires',
    renderChunk(code) {
      const names = [];
      let lazy = code.replace(REQUIRE, (line, name, id) => {
        // Not lazy: the interop helper is needed at once, and assigns to the names that it wraps.
        if (id.includes('rolldown-runtime') || code.includes(`\n${name} = `)) return line;
        names.push(name);
        return `let ${name}_; const ${name} = () => (${name}_ ??= require("${id}"));`;
      });
      for (const name of names) {
        const use = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])(?! = \\(\\) =>)`, 'g');
        lazy = lazy.replace(use, `(${name}())`);
      }
      return lazy;
    },
  };
}
