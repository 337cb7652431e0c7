import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator } from '@mitosislabs/auth/authenticators';
import { assertOptions, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { type EncodedBody, encodeBody } from '../body/encodeBody.ts';
import type { Call, CallURL } from '../call/Call.ts';
import { assertLimit, assertSignal, Deadline } from '../call/Deadline.ts';
import { transportRequest } from '../options/optionNames.ts';
import type {
  Host,
  Idempotency,
  QueryValue,
  ResponseKind,
  TransportRequest,
} from '../options/TransportLike.ts';
import { assertRetries } from './retries.ts';
import type { Settings } from './settings.ts';

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

/**
 * Checks a request before anything is sent, and creates its call.
 *
 * @param caller - The caller's stack, for errors of a `Response` that is read later.
 */
export function prepareCall(
  settings: Settings,
  givenMethod: string,
  path: string,
  request: TransportRequest,
  caller?: Error,
): Call {
  assertOptions('request', request, transportRequest);
  const { as = 'json' } = request;
  if (!Object.hasOwn(ACCEPT, as)) {
    throw new InvalidArgumentError('as', `must be one of ${Object.keys(ACCEPT).join(', ')}`);
  }
  const url = requestUrl(settings, request.host, path, request.query);
  const method = typeof givenMethod === 'string' ? givenMethod.toUpperCase() : '';
  if (!Object.hasOwn(METHODS, method)) {
    throw new InvalidArgumentError('method', `must be one of ${Object.keys(METHODS).join(', ')}`);
  }
  const { maxRetries = settings.maxRetries, attemptTimeout = settings.attemptTimeout } = request;
  if (request.maxRetries !== undefined) assertRetries(maxRetries);
  if (request.attemptTimeout !== undefined) assertLimit('attemptTimeout', request.attemptTimeout);
  if (request.timeout !== undefined) assertLimit('timeout', request.timeout);
  if (request.signal !== undefined) assertSignal(request.signal);
  const isRead = method === 'GET' || method === 'HEAD';
  const body = encodeBody(request.body);
  if (isRead && body.body !== undefined) {
    throw new InvalidArgumentError('body', `must not be given with ${method}`, {
      hint: 'Use `query`, or another method.',
    });
  }
  const freshKey = isRead ? undefined : randomUUID();
  const headers = headersOf(settings, request, body, freshKey);
  const auth = authenticatorOf(settings, request);
  const deadline = new Deadline(request.timeout ?? settings.timeout, request.signal);
  return {
    method,
    url,
    headers,
    body,
    idempotency: request.idempotency ?? METHODS[method] ?? 'once',
    operation: request.operation,
    lookup: request.lookup,
    auth,
    hasMiddleware: settings.hasMiddleware,
    maxRetries,
    attemptTimeout,
    deadline,
    unread: settings.unread,
    as,
    parse: request.parse,
    caller: as === 'response' ? caller : undefined,
    attempt: { number: 1, deadline, isSilenceLimited: false, sent: undefined, isSecure: false },
    response: undefined,
    mayBeDone: false,
    lastTarget: undefined,
    boundTarget: undefined,
    freshKey,
    credentials: [],
  };
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
  const headers: Record<string, string> = { accept: ACCEPT[request.as ?? 'json'] };
  if (settings.userAgent !== undefined) headers['user-agent'] = settings.userAgent;
  if (contentType) headers['content-type'] = contentType;
  if (freshKey !== undefined) headers['idempotency-key'] = freshKey;
  addHeaders(headers, common, request.headers);
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
    return { ...base, href: base.href + path, pathname: base.pathname + path };
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
 * Adds headers of several sources, names in lower case. Later ones win, however they spell a name. Not by `Headers`: it
 * joins two spellings of one name, and costs time in every call.
 */
export function addHeaders(
  headers: Record<string, string>,
  ...sources: readonly (Readonly<Record<string, string>> | undefined)[]
): void {
  for (const source of sources) {
    for (const name in source) headers[name.toLowerCase()] = source[name] ?? '';
  }
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
