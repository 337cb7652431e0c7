import type { Database } from '../Database.ts';
import { accountTables } from './accounts.ts';
import { activityTables } from './activity.ts';
import { agentTables } from './agents.ts';
import { chatTables } from './chat.ts';
import { creditTables } from './credits.ts';
import { extensionTables } from './extensions.ts';
import { fileTables } from './files.ts';
import { idempotencyTable } from './idempotency.ts';
import { officeTables } from './offices.ts';
import { ReplacementTable } from './replacements.ts';
import { TaskTable } from './tasks.ts';

/** All tables of the platform. */
export type Tables = ReturnType<typeof accountTables> &
  ReturnType<typeof officeTables> &
  ReturnType<typeof agentTables> &
  ReturnType<typeof activityTables> &
  ReturnType<typeof chatTables> &
  ReturnType<typeof creditTables> &
  ReturnType<typeof fileTables> &
  ReturnType<typeof extensionTables> & {
    tasks: TaskTable;
    idempotency: ReturnType<typeof idempotencyTable>;
    replacements: ReplacementTable;
  };

/** Creates the tables of the platform in a database. */
export function tablesOf(db: Database): Tables {
  return {
    ...accountTables(db),
    ...officeTables(db),
    ...agentTables(db),
    ...activityTables(db),
    ...chatTables(db),
    ...creditTables(db),
    ...fileTables(db),
    ...extensionTables(db),
    tasks: new TaskTable(db),
    idempotency: idempotencyTable(db),
    replacements: new ReplacementTable(db),
  };
}
