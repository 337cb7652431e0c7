import { MitosisError } from './MitosisError.ts';

/** The setting of each bundler that picks the code for Node. */
const SETTINGS =
  "Rollup: `nodeResolve({ exportConditions: ['node'] })`; esbuild: `platform: 'node'`; webpack: `target: 'node'`; " +
  "Jest: `customExportConditions: ['node']`";

/**
 * Creates the error of a method that needs Node, where the package was resolved without the condition `node`. In a program
 * that runs on Node, but was bundled for another runtime, the hint names the setting of the bundler.
 *
 * @param subject - The part of the SDK that needs Node, as the subject of a sentence.
 * @param instead - The alternative on other runtimes, as a sentence.
 * @returns the error, with the code `node_only`.
 *
 * @example
 * ```ts
 * import { nodeOnlyError } from '@mitosislabs/auth/errors';
 *
 * const error = nodeOnlyError('The keystore', 'Pass `apiKey`.');
 * console.log(error.code); // node_only
 * ```
 */
export function nodeOnlyError(subject: string, instead: string): MitosisError {
  const isBundle = isNode();
  const reason = isBundle
    ? 'is not in this program: it runs on Node, and was bundled for another runtime'
    : 'works on Node only: it needs files or other parts of a machine';
  const hint = isBundle ? `Have the bundler use the export condition \`node\` (${SETTINGS}).` : instead;
  return new MitosisError(`${subject} ${reason}.`, { code: 'node_only', hint });
}

/** Whether this is Node, or a runtime like it. Workers imitate Node's `process`, but have no files. */
function isNode(): boolean {
  const { process, navigator, EdgeRuntime } = globalThis as Record<string, unknown>;
  const agent = String(Reflect.get(Object(navigator), 'userAgent'));
  if (EdgeRuntime !== undefined || agent.startsWith('Cloudflare-Workers')) return false;
  const versions: unknown = Reflect.get(Object(process), 'versions');
  return typeof Reflect.get(Object(versions), 'node') === 'string';
}
