/** A real server of a database in a folder of its own. It listens on a socket there: ports may be taken while it is down. */
export interface DatabaseServer extends AsyncDisposable {
  /** The socket; for Postgres, its folder. */
  readonly socket: string;
  /** Ends the server with SIGKILL. Confirmed writes stay on the disk. */
  kill(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
  /** Ends it, and removes its folder. */
  close(): Promise<void>;
}

/** Starts a Redis or Valkey that confirms nothing that is not on the disk. */
export function startRedis(): Promise<DatabaseServer>;

/** Starts a Postgres with a superuser `postgres` without a password. */
export function startPostgres(): Promise<DatabaseServer>;
