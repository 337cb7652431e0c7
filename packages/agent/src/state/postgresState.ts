import { assertOptions, InvalidArgumentError, type OptionNames } from '@mitosislabs/auth/errors';
import type { AgentState } from './AgentState.ts';

/** The part of a pool of `pg` that {@link postgresState} uses. */
export interface PostgresPool {
  /** Runs a query. A text of several statements without values returns a list of results. */
  query(text: string, values?: unknown[]): Promise<unknown>;
  /** Adds a listener. */
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** Options of {@link postgresState}. */
export interface PostgresStateOptions {
  /** A pool: `new Pool({ connectionString })`. Its owner ends it after the agents have stopped. */
  pool: PostgresPool;
  /**
   * The prefix of the names of the two tables, which are created when they are missing: lower-case letters, digits and `_`. Fleets that share a
   * database need different ones. Default: `mitosis`.
   */
  prefix?: string | undefined;
}

const postgresOptions: OptionNames<PostgresStateOptions> = { pool: true, prefix: true };

/** Rows of the tables. Numbers of 64 bits come as text. */
interface Row {
  readonly id: string;
  readonly note: string;
  readonly agent: string;
  readonly process: string;
  readonly fence: string;
  readonly memory: string | null;
}

interface Result {
  readonly rows: Row[];
  readonly rowCount: number | null;
}

/**
 * Keeps the state of a fleet in PostgreSQL 10 or later, in two tables. The server's clock counts. Whatever decides about leases is
 * sent as one message, and runs in one transaction under one lock, so that a process that hangs in the middle holds up no other.
 *
 * @param options - The pool, and the prefix of the tables.
 * @returns the state, for `agent.run` and `runFleet` in each process.
 * @throws {@link InvalidArgumentError} when an option is invalid.
 *
 * @example
 * ```ts
 * import { postgresState } from '@mitosislabs/agent/postgres';
 * import { Pool } from 'pg';
 *
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 5_000 });
 * const state = postgresState({ pool });
 * ```
 */
export function postgresState(options: PostgresStateOptions): AgentState {
  assertOptions('options', options, postgresOptions);
  const { pool, prefix = 'mitosis' } = options;
  if (typeof Reflect.get(Object(pool), 'query') !== 'function') {
    throw new InvalidArgumentError('pool', 'must be a pool of `pg`');
  }
  if (typeof prefix !== 'string' || !/^[a-z][a-z0-9_]{0,40}$/.test(prefix)) {
    throw new InvalidArgumentError('prefix', 'must be lower-case letters, digits and `_`, at most 41');
  }
  const { processes, agents, inTurn, query } = tablesIn(pool, prefix);
  const isAlive = (id: string): string =>
    `exists (select from ${processes} p where p.id = ${id} and p.expires_at > clock_timestamp())`;

  return {
    async beat(process, note, ttlMs) {
      const till = `clock_timestamp() + ${Number(ttlMs)} * interval '1 millisecond'`;
      const results = await inTurn(`
        insert into ${processes} values (${textOf(process)}, ${textOf(note)}, ${till})
          on conflict (id) do update set note = excluded.note, expires_at = excluded.expires_at;
        delete from ${processes} where expires_at <= clock_timestamp();
        select id, note from ${processes};
        select agent, process, fence from ${agents} where process is not null;`);
      const [, , living, leases] = results;
      return {
        processes: living?.rows.map(({ id, note: text }) => ({ id, note: text })) ?? [],
        leases:
          leases?.rows.map(({ agent, process: by, fence }) => ({
            agent,
            process: by,
            fence: Number(fence),
          })) ?? [],
      };
    },
    async claim(process, wanted) {
      if (wanted.length === 0) return [];
      // The number is at least the time, so that it also grows where the last one was lost with a backup.
      const [, taken] = await inTurn(`
        insert into ${agents} (agent, fence) values ${wanted.map((agent) => `(${textOf(agent)}, 0)`).join(', ')}
          on conflict (agent) do nothing;
        update ${agents} a set process = ${textOf(process)},
            fence = greatest(a.fence + 1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)
          where a.agent in (${wanted.map(textOf).join(', ')}) and ${isAlive(textOf(process))}
            and (a.process is null or not ${isAlive('a.process')})
          returning agent, fence;`);
      return (taken?.rows ?? []).map(({ agent, fence }) => ({ agent, process, fence: Number(fence) }));
    },
    async release(leases) {
      if (leases.length === 0) return;
      const rows = leases.map(
        ({ agent, process, fence }) => `(${textOf(agent)}, ${textOf(process)}, ${Number(fence)})`,
      );
      await inTurn(
        `update ${agents} set process = null where (agent, process, fence) in (${rows.join(', ')});`,
      );
    },
    async leave(process) {
      await inTurn(`update ${agents} set process = null where process = ${textOf(process)};
        delete from ${processes} where id = ${textOf(process)};`);
    },
    async load({ agent }) {
      const { rows } = await query(`select memory from ${agents} where agent = $1`, [agent]);
      return rows[0]?.memory ?? undefined;
    },
    async save({ agent, process, fence }, text, revision) {
      const { rowCount } = await query(
        `update ${agents} set memory = $4, saved_fence = fence, revision = $5
          where agent = $1 and process = $2 and fence = $3
            and (saved_fence is distinct from fence or revision <= $5)`,
        [agent, process, fence, text, revision],
      );
      return rowCount === 1;
    },
  };
}

/** The two tables, and how they are asked. They are created when they are missing. */
function tablesIn(pool: PostgresPool, prefix: string) {
  // Without a listener, a lost connection would end the process. The pool makes a new one when it needs it.
  pool.on('error', () => undefined);
  const processes = `${prefix}_processes`;
  const agents = `${prefix}_agents`;
  // Read committed: each statement sees what was committed before the lock was free.
  const locked = `set transaction isolation level read committed;
    select pg_advisory_xact_lock(hashtext(${textOf(prefix)}));`;
  /** Runs the statements in one transaction; returns the results after those of the lock. */
  const inTurn = async (statements: string): Promise<Result[]> => {
    await prepared();
    return ((await pool.query(`${locked} ${statements}`)) as Result[]).slice(2);
  };
  const query = async (text: string, values: unknown[]): Promise<Result> => {
    await prepared();
    return (await pool.query(text, values)) as Result;
  };

  let tables: Promise<unknown> | undefined;
  /** Creates the tables if they are missing. */
  const prepared = async (): Promise<void> => {
    tables ??= create().catch((error: unknown) => {
      tables = undefined;
      throw error;
    });
    await tables;
  };
  const create = async (): Promise<void> => {
    const found = (await pool.query('select to_regclass($1) as note', [agents])) as Result;
    if (found.rows[0]?.note) return;
    await pool.query(`${locked}
      create table if not exists ${processes} (id text primary key, note text not null, expires_at timestamptz not null);
      create table if not exists ${agents} (agent text primary key, process text, fence bigint not null, memory text,
        saved_fence bigint, revision bigint);`);
  };

  return { processes, agents, inTurn, query };
}

/** A text as an expression of SQL that cannot be anything else. */
function textOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `convert_from(decode('${hex}', 'hex'), 'UTF8')`;
}
