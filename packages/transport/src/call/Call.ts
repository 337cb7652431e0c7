import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator } from '@mitosislabs/auth/authenticators';
import { assertOptions, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { type EncodedBody, encodeBody } from '../body/encodeBody.ts';
import { transportRequest } from '../options/optionNames.ts';
import type {
  Host,
  Idempotency,
  QueryValue,
  ResponseKind,
  TransportRequest,
} from '../options/TransportLike.ts';
import type { CallActivity } from '../telemetry/Telemetry.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { assertLimit, assertSignal, Deadline } from './Deadline.ts';
import type { Sent } from './ServerClock.ts';
import { assertRetries, type CallURL, type Settings, type UnreadBody } from './settings.ts';

const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Parts of a path that `URL` drops or resolves, so that the request would reach something else. */
const SILENT_CHANGES: readonly (readonly [RegExp, string])[] = [
  [/#/, 'must not have a fragment: write # as %23'],
  [/^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i, 'must not have . or .. as a segment'],
  [/^[^?]*\\/, 'must not have a backslash: write it as %5C'],
  [/\p{Cc}/u, 'must not have control characters'],
  [/\p{Cs}/u, 'must not have half of a surrogate pair'],
];

/** Most paths: `URL` would change nothing in them. A segment may not begin with a dot, or with `%2e`, which counts as one. */
const NORMAL_PATH = /^(?:\/[\w~-][\w~.%:@-]*)+$/;

const METHODS: Readonly<Record<string, Idempotency>> = {
  GET: 'safe',
  HEAD: 'safe',
  PUT: 'idempotent',
  DELETE: 'idempotent',
  POST: 'once',
  PATCH: 'once',
};

/** The value of `Accept`: any type, unless JSON is read. */
const ACCEPT: Readonly<Record<ResponseKind, string>> = {
  json: 'application/json',
  none: 'application/json',
  text: '*/*',
  response: '*/*',
  stream: '*/*',
};

/** The target of one request. */
export interface Target {
  readonly origin: string;
  /** Its `Idempotency-Key`; `undefined` without one. */
  readonly key: string | undefined;
}

/**
 * One call: the settings that its attempts share, and their state. A class, as `Attempt` is: V8 may create literals that often
 * outlive a collection in the old space, where a finished call would keep all that it has until the next full collection.
 */
export class Call {
  /** The HTTP method, in upper case. */
  declare readonly method: string;
  /** The requested URL. */
  declare readonly url: CallURL;
  /** The headers of each attempt, names in lower case, without those that authenticate. */
  declare readonly headers: Readonly<Record<string, string>>;
  declare readonly body: EncodedBody;
  declare readonly idempotency: Idempotency;
  /** The name of the operation, for logs and middleware. */
  declare readonly operation: string | undefined;
  /** The read that shows whether this operation was done. */
  declare readonly lookup: string | undefined;
  declare readonly auth: Authenticator | undefined;
  /** Whether a middleware may read the response itself, and fail with its own errors. */
  declare readonly hasMiddleware: boolean;
  declare readonly maxRetries: number;
  /** The time limit of each attempt, in ms; 0: that of the call. `undefined`: see `silenceLimit`. */
  declare readonly attemptTimeout: number | undefined;
  /** The time limit of the whole call. */
  declare readonly deadline: Deadline;
  /** The bodies of this transport that wait for their first read, the oldest first. */
  declare readonly unread: Set<UnreadBody>;
  /** How to read the response. */
  declare readonly as: ResponseKind;
  /** Turns the parsed JSON into the result. */
  declare readonly parse: ((json: unknown) => unknown) | undefined;
  /** The caller's stack, for errors of a body that is read later. */
  declare readonly caller: Error | undefined;
  /** The call as telemetry sees it; `undefined` if nothing follows it. */
  declare activity?: CallActivity | undefined;
  /** The attempt that runs, or the last one. */
  declare attempt: Attempt;
  /** The key generated for this call, until a request has carried it. */
  declare freshKey: string | undefined;
  /** The 2xx response, once it has begun. */
  response: WireResponse | undefined = undefined;
  /** Whether the server may have processed an earlier attempt. */
  mayBeDone = false;
  /** The target of the last request. */
  lastTarget: Target | undefined = undefined;
  /** The target of all further attempts: an earlier one may have been processed there. */
  boundTarget: Target | undefined = undefined;
  /** The headers that authenticated its requests: `secretsIn` returns what to redact from errors and logs. */
  readonly credentials: Readonly<Record<string, string>>[] = [];

  /**
   * Checks a request before anything is sent.
   *
   * @param caller - The caller's stack, for errors of a `Response` that is read later.
   */
  constructor(
    settings: Settings,
    givenMethod: string,
    path: string,
    request: TransportRequest,
    caller?: Error,
  ) {
    assertOptions('request', request, transportRequest);
    const { as = 'json' } = request;
    if (!Object.hasOwn(ACCEPT, as)) {
      throw new InvalidArgumentError('as', `must be one of ${Object.keys(ACCEPT).join(', ')}`);
    }
    this.as = as;
    this.url = requestUrl(settings, request.host, path, request.query);
    const method = typeof givenMethod === 'string' ? givenMethod.toUpperCase() : '';
    if (!Object.hasOwn(METHODS, method)) {
      throw new InvalidArgumentError('method', `must be one of ${Object.keys(METHODS).join(', ')}`);
    }
    this.method = method;
    const { maxRetries = settings.maxRetries, attemptTimeout = settings.attemptTimeout } = request;
    if (request.maxRetries !== undefined) assertRetries(maxRetries);
    if (request.attemptTimeout !== undefined) assertLimit('attemptTimeout', request.attemptTimeout);
    if (request.timeout !== undefined) assertLimit('timeout', request.timeout);
    if (request.signal !== undefined) assertSignal(request.signal);
    this.maxRetries = maxRetries;
    this.attemptTimeout = attemptTimeout;
    const isRead = method === 'GET' || method === 'HEAD';
    this.body = encodeBody(request.body);
    if (isRead && this.body.body !== undefined) {
      throw new InvalidArgumentError('body', `must not be given with ${method}`, {
        hint: 'Use `query`, or another method.',
      });
    }
    this.freshKey = isRead ? undefined : randomUUID();
    this.headers = headersOf(settings, request, this.body, this.freshKey);
    this.auth = authenticatorOf(settings, request);
    this.idempotency = request.idempotency ?? METHODS[method] ?? 'once';
    this.operation = request.operation;
    this.lookup = request.lookup;
    this.parse = request.parse;
    this.hasMiddleware = settings.hasMiddleware;
    this.unread = settings.unread;
    this.caller = as === 'response' ? caller : undefined;
    // Last: it starts a timer.
    this.deadline = new Deadline(request.timeout ?? settings.timeout, request.signal);
  }
}

/** One attempt of a call. */
export class Attempt implements Sent {
  /** The number of this attempt: 1 for the first. */
  declare readonly number: number;
  /** Its time limit: that of the call where it has none of its own. */
  declare readonly deadline: Deadline;
  /** Whether its time limit is one on silence: see `silenceLimit`. */
  declare readonly isSilenceLimited: boolean;
  /** When the wire got the request, by the server's clock: see {@link Sent}. */
  time = 0;
  /** The same by `performance.now()`; -1 until then: the server cannot have seen the request. */
  at = -1;
  /** Whether its connection is known to be secure. */
  isSecure = false;

  constructor(number: number, deadline: Deadline, isSilenceLimited = false) {
    this.number = number;
    this.deadline = deadline;
    this.isSilenceLimited = isSilenceLimited;
  }
}

function headersOf(
  settings: Settings,
  request: TransportRequest,
  { contentType }: EncodedBody,
  freshKey: string | undefined,
): Record<string, string> {
  const common = typeof settings.headers === 'function' ? settings.headers() : settings.headers;
  if (common) assertHeaders('config.headers', common);
  if (request.headers) assertHeaders('headers', request.headers);
  const key = request.idempotencyKey;
  if (key !== undefined && !/^[!-~]{1,255}$/.test(key)) {
    throw new InvalidArgumentError('idempotencyKey', 'must be 1 to 255 visible ASCII characters');
  }
  const headers: Record<string, string> = {};
  headers['accept'] = ACCEPT[request.as ?? 'json'];
  if (settings.userAgent !== undefined) headers['user-agent'] = settings.userAgent;
  if (contentType) headers['content-type'] = contentType;
  if (freshKey !== undefined) headers['idempotency-key'] = freshKey;
  addHeaders(headers, common);
  addHeaders(headers, request.headers);
  if (key !== undefined) headers['idempotency-key'] = key;
  // A server cannot read a form without its boundary.
  const isForm = contentType !== undefined && /^multipart\/form-data;/.test(contentType);
  if (isForm && /^multipart\/form-data\s*(?:;(?!.*\bboundary=)|$)/i.test(headers['content-type'] ?? '')) {
    headers['content-type'] = contentType;
  }
  return headers;
}

/** Returns the authenticator of one call. It never falls back to another identity. */
function authenticatorOf(
  { auth, agent }: Settings,
  { asAgent = false, credentials }: Pick<TransportRequest, 'asAgent' | 'credentials'>,
): Authenticator | undefined {
  if (credentials !== undefined) {
    if (credentials !== 'omit') throw new InvalidArgumentError('credentials', "must be 'omit', or left out");
    if (asAgent === false) return undefined;
    throw new InvalidArgumentError('asAgent', "must not be given with credentials: 'omit'");
  }
  if (asAgent === false) return auth;
  if (asAgent !== true) return agentAuthenticator(asAgent);
  if (agent) return agent;
  throw new InvalidArgumentError('asAgent', 'is true, but this client has no agent', {
    hint: 'Set `agent` of the client, or name the agent here: `asAgent: { agentId, signingKey }`.',
  });
}

/**
 * Returns the URL of a request from endpoint, path and query, normalised as `fetch` sends it: the signature covers the URL
 * that goes out.
 *
 * @throws {@link InvalidArgumentError} for a path that would reach another resource, and for a query that is not plain data.
 */
export function requestUrl(
  { hosts }: Pick<Settings, 'hosts'>,
  host: Host = 'office-manager',
  path: string,
  query?: Readonly<Record<string, QueryValue>>,
): CallURL {
  if (host !== 'office-manager' && host !== 'dashboard') {
    throw new InvalidArgumentError('host', "must be 'office-manager' or 'dashboard'");
  }
  const base = hosts[host];
  if (typeof path === 'string' && NORMAL_PATH.test(path) && query === undefined) {
    return { href: base.href + path, origin: base.origin, pathname: base.pathname + path, search: '' };
  }
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new InvalidArgumentError('path', 'must begin with /; an absolute URL would get no credentials');
  }
  for (const [pattern, problem] of SILENT_CHANGES) {
    if (!pattern.test(path)) continue;
    throw new InvalidArgumentError('path', problem, {
      hint: 'Percent-encode each segment with encodeURIComponent.',
    });
  }
  // A space at the very end would be dropped, not encoded.
  const url = new URL(base.href + path.replaceAll(' ', '%20'));
  if (query !== undefined && (typeof query !== 'object' || query === null || Array.isArray(query))) {
    throw new InvalidArgumentError('query', 'must be an object of names and values');
  }
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (typeof value === 'number' ? !Number.isFinite(value) : !['string', 'boolean'].includes(typeof value)) {
      throw new InvalidArgumentError(`query.${name}`, 'must be text, a finite number or a boolean');
    }
    if (/\p{Cs}/u.test(name) || /\p{Cs}/u.test(String(value))) {
      throw new InvalidArgumentError(`query.${name}`, 'must not have half of a surrogate pair');
    }
    url.searchParams.append(name, String(value));
  }
  // An empty query is not sent: `/a?` goes out as `/a`.
  if (url.search === '' && url.href.endsWith('?')) url.search = '';
  return url;
}

/**
 * Adds headers, names in lower case. Later ones win, however they spell a name. Not by `Headers`: it joins two spellings of
 * one name, and costs time in every call. Nor by a spread: V8 copies most headers slowly then.
 */
export function addHeaders(
  headers: Record<string, string>,
  more: Readonly<Record<string, string>> | undefined,
): void {
  if (more) for (const name of Object.keys(more)) headers[name.toLowerCase()] = more[name] ?? '';
}

/** Refuses headers that `fetch` cannot send. The error does not repeat the value: it may be a secret. */
export function assertHeaders(argument: string, headers: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name];
    if (!NAME.test(name)) {
      // The name that an authenticator returns may be the secret itself.
      const got = argument === 'auth' ? '' : `, got ${JSON.stringify(name)}`;
      throw new InvalidArgumentError(argument, `must have names of letters, digits and -${got}`);
    }
    if (typeof value !== 'string' || !VALUE.test(value)) {
      throw new InvalidArgumentError(
        `${argument}.${name}`,
        'must be Latin-1 text without control characters',
        {
          hint: 'Percent-encode other text.',
        },
      );
    }
  }
}
