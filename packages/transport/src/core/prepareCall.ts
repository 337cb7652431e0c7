import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { encodeBody } from '../body/encodeBody.ts';
import type { ClientConfig } from '../options/ClientConfig.ts';
import { assertHeaders, mergeHeaders } from '../options/mergeHeaders.ts';
import { requestUrl } from '../options/requestUrl.ts';
import type { Host, Idempotency, ResponseKind, TransportRequest } from '../options/TransportLike.ts';
import type { UnreadLimit } from '../response/UnreadLimit.ts';
import { authenticatorOf, type Identities } from './authenticatorFor.ts';
import type { Call } from './Call.ts';
import { Deadline } from './Deadline.ts';

/** What the calls of one client have in common. */
export interface Defaults {
  readonly endpoint: string;
  readonly dashboardEndpoint: string;
  readonly identities: Identities;
  readonly userAgent: string | undefined;
  readonly timeout: number;
  readonly attemptTimeout: number | undefined;
  readonly maxRetries: number;
  readonly maxRetryAfter: number;
  readonly maxAnswerBytes: number;
  readonly headers: ClientConfig['headers'];
  readonly hasMiddleware: boolean;
  readonly unread: Set<UnreadLimit>;
}

const METHODS: Readonly<Record<string, Idempotency>> = {
  GET: 'safe',
  HEAD: 'safe',
  PUT: 'idempotent',
  DELETE: 'idempotent',
  POST: 'once',
  PATCH: 'once',
};

/** Content of any type is asked for, unless JSON is read. */
const ACCEPT: Readonly<Record<ResponseKind, string>> = {
  json: 'application/json',
  none: 'application/json',
  text: '*/*',
  response: '*/*',
  stream: '*/*',
};

const FORM = /^multipart\/form-data;/;

/** Checks all that can be wrong with a request before anything is sent, and makes what its attempts share. */
export function prepareCall(
  defaults: Defaults,
  given: string,
  path: string,
  request: TransportRequest,
): Call {
  if (!Object.hasOwn(ACCEPT, request.as ?? 'json')) {
    throw new InvalidArgumentError('as', `must be one of ${Object.keys(ACCEPT).join(', ')}`);
  }
  const url = requestUrl(endpointOf(defaults, request.host), path, request.query);
  const method = typeof given === 'string' ? given.toUpperCase() : '';
  if (!Object.hasOwn(METHODS, method)) {
    throw new InvalidArgumentError('method', `must be one of ${Object.keys(METHODS).join(', ')}`);
  }
  const isRead = method === 'GET' || method === 'HEAD';
  const { maxRetries = defaults.maxRetries, attemptTimeout = defaults.attemptTimeout } = request;
  assertRetries(maxRetries);
  const body = encodeBody(request.body);
  if (isRead && body.body !== undefined) {
    throw new InvalidArgumentError('body', `must not be given with ${method}`, {
      hint: 'Use `query`, or another method.',
    });
  }
  const common = typeof defaults.headers === 'function' ? defaults.headers() : defaults.headers;
  assertHeaders('config.headers', common);
  assertHeaders('headers', request.headers);
  const key = request.idempotencyKey;
  if (key !== undefined && !/^[!-~]{1,255}$/.test(key)) {
    throw new InvalidArgumentError('idempotencyKey', 'must be 1 to 255 visible ASCII characters');
  }
  const freshKey = isRead ? undefined : randomUUID();
  const own = {
    accept: ACCEPT[request.as ?? 'json'],
    ...(defaults.userAgent !== undefined && { 'user-agent': defaults.userAgent }),
    ...(body.contentType && { 'content-type': body.contentType }),
    ...(freshKey !== undefined && { 'idempotency-key': freshKey }),
  };
  const headers = mergeHeaders(
    own,
    common,
    request.headers,
    key === undefined ? {} : { 'idempotency-key': key },
  );
  // A server cannot read a form without its boundary.
  if (
    FORM.test(body.contentType ?? '') &&
    /^multipart\/form-data\s*(?:;(?!.*\bboundary=)|$)/i.test(headers['content-type'] ?? '')
  )
    headers['content-type'] = body.contentType as string;
  const auth = authenticatorOf(defaults.identities, request);
  const deadline = new Deadline(request.timeout ?? defaults.timeout, request.signal);
  return {
    attempt: {
      method,
      url,
      number: 1,
      sent: false,
      mayBeDone: false,
      last: undefined,
      bound: undefined,
      freshKey,
      secrets: [],
    },
    headers,
    body,
    idempotency: request.idempotency ?? METHODS[method] ?? 'once',
    operation: request.operation,
    lookup: request.lookup,
    auth,
    hasMiddleware: defaults.hasMiddleware,
    unread: defaults.unread,
    maxRetries,
    attemptTimeout,
    deadline,
    single: deadline,
  };
}

/** Where the requests to one of the two hosts go. */
export function endpointOf(
  defaults: Pick<Defaults, 'endpoint' | 'dashboardEndpoint'>,
  host: Host = 'office-manager',
): string {
  if (host === 'dashboard') return defaults.dashboardEndpoint;
  if (host === 'office-manager') return defaults.endpoint;
  throw new InvalidArgumentError('host', "must be 'office-manager' or 'dashboard'");
}

/** Refuses what is no number of retries. */
export function assertRetries(maxRetries: number): void {
  if (Number.isSafeInteger(maxRetries) && maxRetries >= 0) return;
  throw new InvalidArgumentError('maxRetries', 'must be a whole number, 0 or more (0: never send again)');
}
