import type { CommandEntry } from './CommandEntry.ts';
import table from './commandTable.json' with { type: 'json' };

/** Every command, in the order of the help. `pnpm derive` writes it. */
export const commandTable = table as readonly CommandEntry[];
