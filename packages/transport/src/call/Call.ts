import type { Authenticator } from '@mitosislabs/auth';
import type { EncodedBody } from '../body/encodeBody.ts';
import type { Idempotency, ResponseKind } from '../options/TransportLike.ts';
import type { CallActivity } from '../telemetry/Telemetry.ts';
import type { WireResponse } from '../wire/Wire.ts';
import type { Deadline } from './Deadline.ts';
import type { Sent } from './ServerClock.ts';

/** The parts of a URL that a call uses: a `URL` has them, too. */
export type CallURL = Readonly<Pick<URL, 'href' | 'origin' | 'pathname' | 'search'>>;

/** The target of one request. */
export interface Target {
  readonly origin: string;
  /** Its `Idempotency-Key`; `undefined` without one. */
  readonly key: string | undefined;
}

/** One attempt of a call. */
export interface Attempt {
  /** The number of this attempt: 1 for the first. */
  readonly number: number;
  /** Its time limit: that of the call where it has none of its own. */
  readonly deadline: Deadline;
  /** Whether its time limit is one on silence: see `silenceLimit`. */
  readonly isSilenceLimited: boolean;
  /** When the wire got the request; until then the server cannot have seen it. */
  sent: Sent | undefined;
  /** Whether its connection is known to be secure. */
  isSecure: boolean;
}

/** A body that waits for its first read. */
export interface UnreadBody {
  /** Closes its connection; the reader gets an error with this reason. */
  close(reason: string): void;
}

/** One call: the settings that its attempts share, and their state. */
export interface Call {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The requested URL. */
  readonly url: CallURL;
  /** The headers of each attempt, names in lower case, without those that authenticate. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: EncodedBody;
  readonly idempotency: Idempotency;
  /** The name of the operation, for logs and middleware. */
  readonly operation: string | undefined;
  /** The read that shows whether this operation was done. */
  readonly lookup: string | undefined;
  readonly auth: Authenticator | undefined;
  /** Whether a middleware may read the response itself, and fail with its own errors. */
  readonly hasMiddleware: boolean;
  readonly maxRetries: number;
  /** The time limit of each attempt, in ms; 0: that of the call. `undefined`: see `silenceLimit`. */
  readonly attemptTimeout: number | undefined;
  /** The time limit of the whole call. */
  readonly deadline: Deadline;
  /** The bodies of this transport that wait for their first read, the oldest first. */
  readonly unread: Set<UnreadBody>;
  /** How to read the response. */
  readonly as: ResponseKind;
  /** Turns the parsed JSON into the result. */
  readonly parse: ((json: unknown) => unknown) | undefined;
  /** The caller's stack, for errors of a body that is read later. */
  readonly caller: Error | undefined;
  /** The call as telemetry sees it; `undefined` if nothing follows it. */
  activity?: CallActivity | undefined;
  /** The attempt that runs, or the last one. */
  attempt: Attempt;
  /** The 2xx response, once it has begun. */
  response: WireResponse | undefined;
  /** Whether the server may have processed an earlier attempt. */
  mayBeDone: boolean;
  /** The target of the last request. */
  lastTarget: Target | undefined;
  /** The target of all further attempts: an earlier one may have been processed there. */
  boundTarget: Target | undefined;
  /** The key generated for this call, until a request has carried it. */
  freshKey: string | undefined;
  /** The headers that authenticated its requests: `secretsIn` returns what to redact from errors and logs. */
  readonly credentials: Readonly<Record<string, string>>[];
}
