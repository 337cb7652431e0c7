/** A command that `mi` knows: found by its words, and loaded only when it runs. */
export interface CommandEntry {
  /** The words that name it; also its file, under `commands/`, unless it is derived from an operation. */
  readonly path: string;
  /** Its arguments and main options, for lists of commands. */
  readonly synopsis: string;
  /** One short sentence, for lists of commands. */
  readonly summary: string;
  /** The operation of the contract that it is the command of. */
  readonly operation?: string;
  /** Hidden aliases: the operation's name on the client. */
  readonly aliases?: readonly string[];
  /** Whether its operation changes something, or deletes or replaces something. */
  readonly effect?: 'changes' | 'destroys';
}

/** Other first words for a group of commands. */
export const topicAliases: Readonly<Record<string, string>> = {
  colonies: 'offices',
  employees: 'agents',
  'xmtp-api': 'xmtp',
};
