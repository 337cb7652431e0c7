import type { Database, SqlValue } from './Database.ts';

/** The SQL type that holds values of a TypeScript type. */
type SqlType<Value> = Value extends string ? 'TEXT' : Value extends number ? 'INTEGER' | 'REAL' : 'BLOB';

/** How a column is declared: the SQL type of its field, and `NOT NULL` unless the field can be null. */
type Declaration<Value> = null extends Value
  ? SqlType<NonNullable<Value>> | `${SqlType<NonNullable<Value>>} REFERENCES ${string}`
  : `${SqlType<Value>} ${'NOT NULL' | 'PRIMARY KEY'}${string}`;

/** A declaration for each field of a row. */
export type Columns<Row> = { readonly [Field in keyof Row]-?: Declaration<Row[Field]> };

/** A row before it is inserted: SQLite gives it its `seq`. */
export type NewRow<Row> = Omit<Row, 'seq'>;

/** A condition on a field: equal to a value, one of several values, or on one side of a value. */
type Condition<Value> =
  | Value
  | readonly Value[]
  | { readonly '>': Value }
  | { readonly '>=': Value }
  | { readonly '<': Value }
  | { readonly '<=': Value };

/** Conditions on fields; all must hold. */
export type Where<Row> = { readonly [Field in keyof Row]?: Condition<Row[Field]> };

/** The part of the rows to read, and their order. */
export interface Part {
  /** The column to sort by. Default: `rowid`, the order in which rows were inserted. */
  readonly orderBy?: string;
  /** Whether the last come first. Default: false. */
  readonly descending?: boolean;
  /** The greatest number of rows. Default: all. */
  readonly limit?: number;
  /** The number of rows to skip. Default: 0. */
  readonly offset?: number;
}

/** The part of the newest rows to read. */
export interface NewestPart {
  /** The column of numbers to sort by. Default: `rowid`. */
  readonly by?: string;
  /** The greatest number of rows. */
  readonly limit: number;
  /** The number of rows to skip. Default: 0. */
  readonly offset?: number;
}

/** A row with its place among the newest. */
interface Sorted {
  readonly position: number;
  readonly sorting: number;
}

/** Rules for the whole table. */
export interface TableRules {
  /** Constraints of the table, in SQL. */
  readonly constraints?: readonly string[];
  /** The columns of each index, by its name. */
  readonly indexes?: Readonly<Record<string, string>>;
  /** Whether it is part of the state: of snapshots and exports. Default: true. */
  readonly isState?: boolean;
}

const OPERATORS: readonly string[] = ['>', '>=', '<', '<='];

/** One table of the database, created if it does not exist. Its rows have the fields of `Row`, each a column. */
export class Table<Row extends object> {
  protected readonly db: Database;
  readonly #name: string;
  readonly #columns: ReadonlySet<string>;
  readonly #inserted: readonly string[];
  readonly #insert: string;

  constructor(
    db: Database,
    name: string,
    columns: Columns<Row>,
    { constraints = [], indexes = {}, isState = true }: TableRules = {},
  ) {
    const declared = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
    const body = [...declared, ...constraints].join(', ');
    db.define({ name, columns: Object.keys(columns), body, indexes, isState });
    this.db = db;
    this.#name = name;
    this.#columns = new Set(Object.keys(columns));
    this.#inserted = Object.keys(columns).filter((column) => column !== 'seq');
    const marks = this.#inserted.map(() => '?').join(', ');
    this.#insert = `INSERT INTO ${name} (${this.#inserted.join(', ')}) VALUES (${marks})`;
  }

  /** Adds a row, and returns its number. */
  insert(row: NewRow<Row>): number {
    return Number(this.db.run(this.#insert, ...this.#values(row)).lastInsertRowid);
  }

  /** Adds a row, unless there is one with the same key. */
  insertIfNew(row: NewRow<Row>): void {
    this.db.run(`${this.#insert} ON CONFLICT DO NOTHING`, ...this.#values(row));
  }

  /** Adds a row, or replaces the fields of the one with the same key. */
  upsert(row: NewRow<Row>): void {
    const sets = this.#inserted.map((column) => `${column} = excluded.${column}`).join(', ');
    this.db.run(`${this.#insert} ON CONFLICT DO UPDATE SET ${sets}`, ...this.#values(row));
  }

  /** Adds a row, or adds the numbers in these columns to those of the row with the same key. */
  add(row: NewRow<Row>, columns: readonly (keyof Row & string)[]): void {
    const sums = columns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ');
    this.db.run(`${this.#insert} ON CONFLICT DO UPDATE SET ${sums}`, ...this.#values(row));
  }

  /** Reads the first row that meets the conditions. */
  find(where: Where<Row>, part: Part = {}): Row | undefined {
    const [rows, values] = this.#select(where, { ...part, limit: 1 });
    return this.db.get(rows, ...values);
  }

  /** Reads the rows that meet the conditions, in the order in which they were inserted unless `part` gives another. */
  all(where: Where<Row>, part: Part = {}): Row[] {
    const [rows, values] = this.#select(where, part);
    return this.db.all(rows, ...values);
  }

  /**
   * Reads the last rows that meet one of several sets of conditions, the newest first: by a column, and by the order in which
   * they were inserted. Each set is a query of its own that follows an index, so that it reads no more rows than it returns.
   */
  newest(sets: readonly Where<Row>[], { by = 'rowid', limit, offset = 0 }: NewestPart): Row[] {
    const order = by === 'rowid' ? 'rowid DESC' : `${by} DESC, rowid DESC`;
    const [from, most] = sets.length === 1 ? [offset, limit] : [0, offset + limit];
    const rows = sets.flatMap((where) => {
      const [conditions, values] = this.#conditions(where);
      const sql = `SELECT rowid AS position, ${by} AS sorting, * FROM ${this.#name}${conditions}`;
      return this.db.all<Row & Sorted>(`${sql} ORDER BY ${order} LIMIT ? OFFSET ?`, ...values, most, from);
    });
    if (sets.length === 1) return rows;
    rows.sort((a, b) => b.sorting - a.sorting || b.position - a.position);
    return rows.slice(offset, offset + limit);
  }

  /** Changes fields of the rows that meet the conditions, and returns their number. */
  update(where: Where<Row>, changes: Partial<Row>): number {
    let sets = '';
    const values: SqlValue[] = [];
    for (const [column, value] of Object.entries(changes)) {
      if (!this.#columns.has(column)) throw this.#unknown(column);
      sets += `${sets && ', '}${column} = ?`;
      values.push(value as SqlValue);
    }
    if (sets === '') return 0;
    const [conditions, more] = this.#conditions(where);
    return this.db.run(`UPDATE ${this.#name} SET ${sets}${conditions}`, ...values, ...more).changes;
  }

  /** Deletes the rows that meet the conditions, and returns their number. */
  delete(where: Where<Row>): number {
    const [conditions, values] = this.#conditions(where);
    return this.db.run(`DELETE FROM ${this.#name}${conditions}`, ...values).changes;
  }

  /** Deletes the rows that meet the conditions but for the last `count`. Returns the last one deleted, if there was any. */
  keepLast(where: Where<Row>, count: number): Row | undefined {
    const last = this.find(where, { descending: true, offset: count });
    if (!last) return undefined;
    const [conditions, values] = this.#conditions(where);
    const older = `SELECT rowid FROM ${this.#name}${conditions} ORDER BY rowid DESC LIMIT -1 OFFSET ?`;
    this.db.run(`DELETE FROM ${this.#name} WHERE rowid IN (${older})`, ...values, count);
    return last;
  }

  #values(row: object): SqlValue[] {
    const values: SqlValue[] = [];
    for (const column of this.#inserted) values.push(Reflect.get(row, column));
    return values;
  }

  #select(
    where: Where<Row>,
    { orderBy = 'rowid', descending = false, limit = -1, offset = 0 }: Part,
  ): [sql: string, values: SqlValue[]] {
    const [conditions, values] = this.#conditions(where);
    const order = `${orderBy}${descending ? ' DESC' : ''}`;
    const sql = `SELECT * FROM ${this.#name}${conditions} ORDER BY ${order} LIMIT ? OFFSET ?`;
    return [sql, [...values, limit, offset]];
  }

  #conditions(where: Where<Row>): [sql: string, values: SqlValue[]] {
    let sql = '';
    const values: SqlValue[] = [];
    for (const [column, condition] of Object.entries(where)) {
      if (!this.#columns.has(column)) throw this.#unknown(column);
      sql += `${sql === '' ? ' WHERE' : ' AND'} ${column} `;
      if (typeof condition !== 'object') {
        sql += '= ?';
        values.push(condition as SqlValue);
      } else if (condition === null) {
        sql += 'IS NULL';
      } else if (Array.isArray(condition)) {
        // One value, so that lists of every length share a prepared statement.
        sql += 'IN (SELECT value FROM json_each(?))';
        values.push(JSON.stringify(condition));
      } else {
        const [[operator = '', value] = []] = Object.entries(condition);
        if (!OPERATORS.includes(operator)) throw new TypeError(`${column} has no operator ${operator}.`);
        sql += `${operator} ?`;
        values.push(value as SqlValue);
      }
    }
    return [sql, values];
  }

  /** The error for the name of a column that does not come from this code. */
  #unknown(name: string): TypeError {
    return new TypeError(`The table ${this.#name} has no column ${JSON.stringify(name)}.`);
  }
}
