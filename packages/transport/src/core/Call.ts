import type { Authenticator } from '@mitosislabs/auth';
import type { EncodedBody } from '../body/encodeBody.ts';
import type { Idempotency } from '../options/TransportLike.ts';
import type { UnreadLimit } from '../response/UnreadLimit.ts';
import type { Attempt } from './Attempt.ts';
import type { Deadline } from './Deadline.ts';

/** One call of the caller's, checked and ready: what all of its attempts share. */
export interface Call {
  readonly attempt: Attempt;
  /** The headers of each attempt, names in lower case, without those that authenticate. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: EncodedBody;
  readonly idempotency: Idempotency;
  readonly operation: string | undefined;
  /** The read that shows whether this operation was done. */
  readonly lookup: string | undefined;
  readonly auth: Authenticator | undefined;
  /** Whether a middleware may read the response itself, and fail with its own errors. */
  readonly hasMiddleware: boolean;
  readonly maxRetries: number;
  /** The time limit of each attempt, in ms; 0: that of the call. `undefined`: see {@link silenceLimit}. */
  readonly attemptTimeout: number | undefined;
  /** The limit of the whole call. */
  readonly deadline: Deadline;
  /** The bodies of the transport that wait for their first read, the oldest first. */
  readonly unread: Set<UnreadLimit>;
  /** The caller's stack, for errors of a body that is read later. */
  caller?: Error;
  /** The limit of the attempt that runs. */
  single: Deadline;
}
