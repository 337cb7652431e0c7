import type { Database } from '../Database.ts';
import { Table } from '../Table.ts';

/** The last replacement of the state. Clients that know a position from before must read everything again. */
interface ReplacementRow {
  /** Always `last`: there is one row at most. */
  id: string;
  /** Events up to this number belong to an earlier state. */
  event_seq: number;
  /** File changes up to this time belong to an earlier state. */
  change_time: number;
}

/** The last replacement of the state. It is not part of the state itself. */
export class ReplacementTable extends Table<ReplacementRow> {
  constructor(db: Database) {
    super(
      db,
      'replacements',
      { id: 'TEXT PRIMARY KEY', event_seq: 'INTEGER NOT NULL', change_time: 'INTEGER NOT NULL' },
      { isState: false },
    );
  }

  /** The last replacement, if there was one. */
  last(): ReplacementRow | undefined {
    return this.find({ id: 'last' });
  }
}
