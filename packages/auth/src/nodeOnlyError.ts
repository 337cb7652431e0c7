import { MitosisError } from './MitosisError.ts';

/** Which setting of each bundler picks the code for Node. */
const SETTINGS =
  "Rollup: `nodeResolve({ exportConditions: ['node'] })`; esbuild: `platform: 'node'`; webpack: `target: 'node'`; " +
  "Jest: `customExportConditions: ['node']`";

/**
 * The error of a method that needs Node, where the package was resolved without the condition `node`. A program that runs on
 * Node all the same was bundled for another place: the hint then names the setting of the bundler.
 *
 * @param subject - Which part of the SDK needs Node, as the subject of a sentence.
 * @param instead - What to use elsewhere, as a sentence.
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

/** Whether this is Node, or a runtime like it. Workers imitate Node's `process`, and have no files. */
function isNode(): boolean {
  const { process, navigator, EdgeRuntime } = globalThis as Record<string, unknown>;
  const agent = String(Reflect.get(Object(navigator), 'userAgent'));
  if (EdgeRuntime !== undefined || agent.startsWith('Cloudflare-Workers')) return false;
  const versions: unknown = Reflect.get(Object(process), 'versions');
  return typeof Reflect.get(Object(versions), 'node') === 'string';
}
