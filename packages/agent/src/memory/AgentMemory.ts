/**
 * Storage for the progress of an agent, such as a file, a row or a key. The next start continues from there.
 * It holds one text; each save replaces the previous one.
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
  /** Returns the text that was saved last; `undefined` when there is none. */
  load(): Promise<string | undefined>;
  /** Stores a text. Calls do not overlap. If it throws, `onError` gets the error. */
  save(text: string): Promise<void>;
}
