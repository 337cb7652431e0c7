import { MEMORY_BYTES } from '../assumptions.ts';
import { notFound } from '../errors.ts';
import { createTable, type Database, PAGE_BYTES, type TableDefinition } from './Database.ts';

/** A table with more changed rows than this is copied as a whole: SQLite copies a row faster than it changes one. */
const FEW_ROWS = 1_000;

/**
 * Copies of the state, in a second database in memory. SQLite copies the rows from one database to the other without
 * decoding them, because the tables have the same columns and indexes on both sides.
 */
export class Snapshots {
  readonly #db: Database;
  /** The prefix of each snapshot's tables, by its name. */
  readonly #prefixes = new Map<string, string>();
  #count = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The names of the snapshots, oldest first. */
  get names(): string[] {
    return [...this.#prefixes.keys()];
  }

  /**
   * Copies the state.
   *
   * @param name - Replaces an earlier snapshot of that name. Default: a new name.
   * @returns the name.
   */
  take(name?: string): string {
    if (this.#count === 0) this.#attach();
    const prefix = `s${++this.#count}_`;
    this.#db.withoutReferences(() =>
      this.#db.transaction(() => {
        for (const table of this.#state()) {
          this.#db.exec(
            `${createTable(table, 'snapshots', prefix)};
             INSERT INTO snapshots.${prefix}${table.name} SELECT * FROM main.${table.name}`,
          );
        }
      }),
    );
    const chosen = name ?? this.#newName();
    if (this.#prefixes.has(chosen)) this.forget(chosen);
    this.#prefixes.set(chosen, prefix);
    return chosen;
  }

  /** Replaces the rows of all tables by those of a snapshot, within {@link Database.replace}. */
  restore(name: string): void {
    const prefix = this.require(name);
    for (const table of this.#state()) this.#restoreTable(table, `snapshots.${prefix}${table.name}`);
  }

  /** Forgets a snapshot. */
  forget(name: string): void {
    const prefix = this.require(name);
    this.#db.withoutReferences(() =>
      this.#db.transaction(() => {
        for (const table of this.#state()) this.#db.exec(`DROP TABLE snapshots.${prefix}${table.name}`);
      }),
    );
    this.#prefixes.delete(name);
  }

  /** The prefix of a snapshot's tables; 404 if there is no such snapshot. */
  require(name: string): string {
    const prefix = this.#prefixes.get(name);
    if (prefix !== undefined) return prefix;
    const names = this.names.map((known) => JSON.stringify(known)).join(', ');
    throw notFound(`snapshot ${JSON.stringify(name)}; there ${names === '' ? 'are none' : `are ${names}`}`);
  }

  /** Writes only the rows that differ, if they are few. */
  #restoreTable({ name, columns }: TableDefinition, kept: string): void {
    const equal = columns.map((column) => `kept.${column} IS now.${column}`).join(' AND ');
    const changed = this.#db.all<{ id: number }>(
      `SELECT now.rowid AS id FROM main.${name} AS now LEFT JOIN ${kept} AS kept ON kept.rowid = now.rowid AND ${equal}
       WHERE kept.rowid IS NULL LIMIT ${FEW_ROWS}`,
    );
    const lost = this.#db.all<{ id: number }>(
      `SELECT rowid AS id FROM ${kept} WHERE rowid NOT IN (SELECT rowid FROM main.${name}) LIMIT ${FEW_ROWS}`,
    );
    if (changed.length + lost.length >= FEW_ROWS) {
      this.#db.exec(`DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM ${kept}`);
      return;
    }
    for (const { id } of changed) this.#db.run(`DELETE FROM main.${name} WHERE rowid = ?`, id);
    const list = columns.join(', ');
    for (const { id } of [...changed, ...lost]) {
      this.#db.run(
        `INSERT INTO main.${name} (rowid, ${list}) SELECT rowid, ${list} FROM ${kept} WHERE rowid = ?`,
        id,
      );
    }
  }

  #state() {
    return this.#db.tables.filter(({ isState }) => isState);
  }

  #attach(): void {
    this.#db.exec(
      `ATTACH ':memory:' AS snapshots; PRAGMA snapshots.max_page_count = ${MEMORY_BYTES / PAGE_BYTES}`,
    );
  }

  #newName(): string {
    let number = this.#prefixes.size + 1;
    while (this.#prefixes.has(`snapshot-${number}`)) number++;
    return `snapshot-${number}`;
  }
}
