import { MitosisError } from '@mitosislabs/auth/errors';
import type { Tool, ToolSource } from './tool.ts';

/** The tools of a brain, and the sources that must be opened first. */
export class ToolBox {
  readonly #tools: readonly Tool[];
  readonly #sources: readonly ToolSource[];

  constructor(tools: readonly (Tool | ToolSource | readonly Tool[])[]) {
    const all = tools.flat() as (Tool | ToolSource)[];
    this.#tools = all.filter((one): one is Tool => !('open' in one));
    this.#sources = all.filter((one): one is ToolSource => 'open' in one);
  }

  /**
   * Returns all tools, and opens the sources that are not open.
   *
   * @throws {@link MitosisError} `tool_names` when two tools have the same name; errors of the sources.
   */
  async open(signal: AbortSignal): Promise<readonly Tool[]> {
    const lists = await Promise.all(this.#sources.map((source) => source.open(signal)));
    const all = [...this.#tools, ...lists.flat()];
    const names = new Set<string>();
    for (const { name } of all) {
      if (names.has(name)) {
        throw new MitosisError(`Two tools have the name ${name}.`, {
          code: 'tool_names',
          hint: 'Give the tools of a server a prefix of their own, or allow only some of them.',
        });
      }
      names.add(name);
    }
    return all;
  }

  /** Closes all sources. */
  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }
}
