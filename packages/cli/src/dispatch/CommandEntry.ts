import type { CommandClass } from 'clipanion';
import type { Context } from '../Context.ts';

/** A command that `mi` knows: found by its words, and loaded only when it runs. */
export interface CommandEntry {
  /** The words that name it; also its file, under `commands/`. */
  readonly path: string;
  /** Its arguments and main options, for lists of commands. */
  readonly synopsis: string;
  /** One short sentence, for lists of commands. */
  readonly summary: string;
  /** Loads its class. */
  readonly load: () => Promise<CommandClass<Context>>;
}

/** Other first words for a group of commands. */
export const topicAliases: Readonly<Record<string, string>> = { colonies: 'offices' };
