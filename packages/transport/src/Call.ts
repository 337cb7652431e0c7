import type { Authenticator } from '@mitosislabs/auth';
import type { Attempt } from './Attempt.ts';
import type { Deadline } from './Deadline.ts';
import type { EncodedBody } from './encodeBody.ts';
import type { Repeat } from './TransportLike.ts';

/** One call of the caller's, checked and ready: what all of its attempts share. */
export interface Call {
  readonly attempt: Attempt;
  /** The headers of each attempt, names in lower case, without those that authenticate. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: EncodedBody;
  readonly repeat: Repeat;
  readonly operation: string | undefined;
  /** The operation that shows whether this one was done. */
  readonly lookup: string | undefined;
  readonly auth: Authenticator | undefined;
  /** Whether a middleware may read the answer in its own way, with failures of its own. */
  readonly hasMiddleware: boolean;
  readonly maxRetries: number;
  /** How long each attempt may take, in ms; 0: as long as the call. `undefined`: see {@link silenceLimit}. */
  readonly attemptTimeout: number | undefined;
  /** The limit of the whole call. */
  readonly deadline: Deadline;
  /** The caller's lines, for the errors of a body that is read later. */
  caller?: Error;
  /** The limit of the attempt that runs. */
  single: Deadline;
}
