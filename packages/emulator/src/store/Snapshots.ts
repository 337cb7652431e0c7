import { MEMORY_BYTES } from '../assumptions.ts';
import { notFound } from '../errors.ts';
import { createTable, type Database, PAGE_BYTES } from './Database.ts';

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
    for (const table of this.#state()) {
      this.#db.exec(
        `DELETE FROM main.${table.name};
         INSERT INTO main.${table.name} SELECT * FROM snapshots.${prefix}${table.name}`,
      );
    }
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
