import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const packages = new URL('../../packages/', import.meta.url).href;

/** Field initialisers are functions to V8, but not to a reader. */
const INITIALISER = /^<(instance_members|static)_initializer>$/;

/**
 * Starts V8's precise coverage in this process.
 *
 * @returns `take()`: the functions of our packages that ran since the start, or since the last call, as
 *   `package/src/file.ts:line name`. Positions are those of the TypeScript sources.
 */
export async function startCoverage() {
  const session = new Session();
  session.connect();
  /** Script id → its source map, where it is a file of our packages. */
  const scripts = new Map();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url, sourceMapURL } }) => {
    if (url.startsWith(packages) && url.includes('/src/')) scripts.set(scriptId, sourceMapURL);
  });
  await session.post('Debugger.enable');
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

  async function positions(scriptId, url) {
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
    const inline = scripts.get(scriptId)?.split('base64,')[1];
    const map = inline && new SourceMap(JSON.parse(Buffer.from(inline, 'base64').toString()));
    const file = fileURLToPath(url.split('?')[0]).slice(fileURLToPath(packages).length);
    return (offset) => {
      const before = scriptSource.slice(0, offset);
      const line = before.split('\n').length - 1;
      if (!map) return `${file}:${line + 1}`;
      const { originalLine } = map.findEntry(line, offset - before.lastIndexOf('\n') - 1);
      // Helpers that the compiler adds have no place in the source.
      return originalLine === undefined ? undefined : `${file}:${originalLine + 1}`;
    };
  }

  return {
    async take() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const ran = [];
      for (const { scriptId, url, functions } of result) {
        if (!scripts.has(scriptId)) continue;
        const positionOf = await positions(scriptId, url);
        for (const { functionName, ranges } of functions) {
          const [{ startOffset, count }] = ranges;
          if (count === 0 || startOffset === 0 || INITIALISER.test(functionName)) continue;
          const position = positionOf(startOffset);
          if (position !== undefined) ran.push(`${position} ${functionName || '(anonymous)'}`);
        }
      }
      return ran.sort();
    },
  };
}
