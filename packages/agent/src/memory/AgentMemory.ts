/**
 * Where an agent keeps how far it has come, so that the next start goes on exactly there: a file, a row, a key. One text,
 * which replaces the one before.
 *
 * @example
 * ```ts
 * import { readFile, rename, writeFile } from 'node:fs/promises';
 * import type { AgentMemory } from '@mitosislabs/agent';
 *
 * const memory: AgentMemory = {
 *   load: () => readFile('aria.json', 'utf8').catch(() => undefined),
 *   save: async (text) => {
 *     await writeFile('aria.json.new', text);
 *     await rename('aria.json.new', 'aria.json');
 *   },
 * };
 * ```
 */
export interface AgentMemory {
  /** What was saved last; `undefined` when nothing was. */
  load(): Promise<string | undefined>;
  /** Keeps a text. One call at a time; what it throws is told to `onError`. */
  save(text: string): Promise<void>;
}
