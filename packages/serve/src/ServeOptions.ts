import type { OptionNames } from '@mitosislabs/auth/errors';
import type { TransportLike } from '@mitosislabs/transport';

/** Options of {@link startServer}. */
export interface ServeOptions {
  /** The connection to the platform: `client.transport`, or a `Transport`. */
  transport: TransportLike;
  /** Serves the agents of this office only. Default: of all offices of the account. */
  officeId?: string | undefined;
  /** Whether to serve `/v1/models` and `/v1/chat/completions`. Default: true. */
  openai?: boolean | undefined;
  /** Whether to serve `/a2a/<office>/<agent>`. Default: true. */
  a2a?: boolean | undefined;
  /** The key that clients send: at least 32 visible ASCII characters. Default: a random one. */
  key?: string | undefined;
  /** The port on 127.0.0.1. Default: 0, any that is free. */
  port?: number | undefined;
  /** The origins of web pages that may call the server, such as `http://localhost:5173`. Default: none. */
  allowedOrigins?: readonly string[] | undefined;
  /** How long an answer or a task may take, in ms. Default: 600,000. */
  timeoutMs?: number | undefined;
  /**
   * The most questions and tasks that are waited for at once, a quarter of them with one agent; more are refused with 429.
   * Default: 32.
   */
  maxConcurrent?: number | undefined;
  /** The largest body of a request, in bytes. Default: 1,048,576. */
  maxBodyBytes?: number | undefined;
  /** How long running requests may go on after `close()`, in ms. Default: 5,000. */
  graceMs?: number | undefined;
  /** Called with each line of the log; control characters in it are escaped. Default: none is written. */
  log?: ((line: string) => void) | undefined;
}

/** The names of {@link ServeOptions}. */
export const serveOptions: OptionNames<ServeOptions> = {
  transport: true,
  officeId: true,
  openai: true,
  a2a: true,
  key: true,
  port: true,
  allowedOrigins: true,
  timeoutMs: true,
  maxConcurrent: true,
  maxBodyBytes: true,
  graceMs: true,
  log: true,
};

/** A running server. */
export interface AgentServer {
  /** Its address: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Its port. */
  readonly port: number;
  /** The key that clients send, as `Authorization: Bearer …`. */
  readonly key: string;
  /**
   * Stops the server: takes no new requests, lets running ones go on for `graceMs`, and closes its sessions with agents.
   * Never fails.
   */
  close(): Promise<void>;
}
