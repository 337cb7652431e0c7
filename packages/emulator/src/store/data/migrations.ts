import type { Database, SqlValue } from '../Database.ts';
import { FIRST_LAYOUT } from './firstLayout.ts';

/** The migration at index n changes a database from layout n to layout n + 1. */
const MIGRATIONS: readonly ((db: Database) => void)[] = [toFirstLayout];

/** The version of the layout of the tables, in data folders and exports. */
export const LAYOUT_VERSION = MIGRATIONS.length;

/** Changes a database to the current layout, in one transaction: a failure leaves it as it was. */
export function migrate(db: Database, version: number): void {
  db.withoutReferences(() =>
    db.transaction(() => {
      for (const migration of MIGRATIONS.slice(version)) migration(db);
      db.exec(`PRAGMA user_version = ${LAYOUT_VERSION}`);
    }),
  );
}

/** Values for columns that an older layout did not have, where an empty text or 0 has no meaning. */
const DEFAULTS: Readonly<Record<string, string>> = {
  settings: "'{}'",
  spec: "'{}'",
  data: "'{}'",
  payload: "'{}'",
  permissions: "'[]'",
  kind: "'general'",
  cpu: "'64'",
  memory: "'128Gi'",
  pods: '100',
  tier: "'standard'",
  secret: 'lower(hex(randomblob(32)))',
};

/** Brings the tables of versions that did not count layouts to layout 1. Tables that are missing are created later. */
function toFirstLayout(db: Database): void {
  for (const [table, body] of Object.entries(FIRST_LAYOUT)) {
    const known = columnsOf(db, table);
    const wanted = body.split(/, (?![^(]*\))/).filter((part) => /^[a-z]/.test(part));
    const names = wanted.map(nameOf);
    if (known.length > 0 && known.join() !== names.join()) rebuild(db, table, body, { known, wanted });
  }
}

/** Copies the rows of a table into one with other columns. */
function rebuild(
  db: Database,
  table: string,
  body: string,
  { known, wanted }: { known: readonly string[]; wanted: readonly string[] },
): void {
  const filled = wanted.filter((column) => known.includes(nameOf(column)) || column.includes('NOT NULL'));
  const values = filled.map((column) => {
    const name = nameOf(column);
    if (known.includes(name)) return name;
    return DEFAULTS[name] ?? (column.includes(' TEXT ') ? "''" : column.includes(' BLOB ') ? "x''" : '0');
  });
  db.exec(`CREATE TABLE new_${table} (${body}) STRICT`);
  db.exec(
    `INSERT INTO new_${table} (${filled.map(nameOf).join(', ')}) SELECT ${values.join(', ')} FROM ${table} ORDER BY rowid`,
  );
  db.exec(`DROP TABLE ${table}`);
  db.exec(`ALTER TABLE new_${table} RENAME TO ${table}`);
}

function nameOf(column: string): string {
  return column.split(' ', 1)[0] ?? '';
}

/** The names of the columns that a table has in the database; none if there is no such table. */
export function columnsOf(db: Database, table: string): string[] {
  return db
    .all<{ name: string } & Record<string, SqlValue>>(`PRAGMA table_info(${table})`)
    .map(({ name }) => name);
}
