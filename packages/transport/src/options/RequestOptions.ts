import type { AgentAuthConfig } from '@mitosislabs/auth';

/** The options of every call: its last argument. */
export interface RequestOptions {
  /** Aborts the call at any point; it rejects with an {@link AbortedError}. */
  signal?: AbortSignal | undefined;
  /**
   * How long the call may take, in ms: all attempts, the waits between them and the body; 0 waits for ever. Default: the
   * client's (30,000). For a stream or a download it limits each wait for more, not the whole.
   */
  timeout?: number | undefined;
  /**
   * The time limit of one attempt, in ms; 0: that of the call. Default: the client's. For a stream or a download it limits
   * the wait for the response to begin.
   */
  attemptTimeout?: number | undefined;
  /** How often a failed request is sent again at most; 0: never. Default: the client's (2). */
  maxRetries?: number | undefined;
  /** Headers to add. They cannot replace those that authenticate. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * `Idempotency-Key`: a server that honours such keys processes requests with the same key once. Default: a new one
   * for every call that changes something.
   */
  idempotencyKey?: string | undefined;
  /**
   * Signs this call as the given agent, or with `true` as the client's own `agent`. `true` is refused if the client has
   * none. Default: `false`, which is the client's own way to sign in.
   */
  asAgent?: AgentAuthConfig | boolean | undefined;
}
