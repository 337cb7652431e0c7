import type { Authenticator } from '@mitosislabs/auth';
import { agentAuthenticator } from '@mitosislabs/auth/authenticators';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { type EncodedBody, encodeBody } from '../body/encodeBody.ts';
import type { Host, Idempotency, ResponseKind, TransportRequest } from '../options/TransportLike.ts';
import type { Call } from './Call.ts';
import { Deadline } from './Deadline.ts';
import { assertHeaders, mergeHeaders, requestUrl } from './httpRequest.ts';
import { assertRetries, type Settings } from './settings.ts';

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

/**
 * Checks all that can be wrong with a request before anything is sent, and creates its call.
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
  if (!Object.hasOwn(ACCEPT, request.as ?? 'json')) {
    throw new InvalidArgumentError('as', `must be one of ${Object.keys(ACCEPT).join(', ')}`);
  }
  const url = requestUrl(endpointOf(settings, request.host), path, request.query);
  const method = typeof givenMethod === 'string' ? givenMethod.toUpperCase() : '';
  if (!Object.hasOwn(METHODS, method)) {
    throw new InvalidArgumentError('method', `must be one of ${Object.keys(METHODS).join(', ')}`);
  }
  const { maxRetries = settings.maxRetries, attemptTimeout = settings.attemptTimeout } = request;
  if (request.maxRetries !== undefined) assertRetries(maxRetries);
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
    caller: request.as === 'response' ? caller : undefined,
    attempt: { number: 1, deadline, isSent: false, isSecure: false },
    mayBeDone: false,
    lastTarget: undefined,
    boundTarget: undefined,
    freshKey,
    secrets: [],
  };
}

/** Returns the endpoint of one of the two hosts. */
export function endpointOf(
  settings: Pick<Settings, 'endpoint' | 'dashboardEndpoint'>,
  host: Host = 'office-manager',
): string {
  if (host === 'dashboard') return settings.dashboardEndpoint;
  if (host === 'office-manager') return settings.endpoint;
  throw new InvalidArgumentError('host', "must be 'office-manager' or 'dashboard'");
}

function headersOf(
  settings: Settings,
  request: TransportRequest,
  { contentType }: EncodedBody,
  freshKey: string | undefined,
): Record<string, string> {
  const common = typeof settings.headers === 'function' ? settings.headers() : settings.headers;
  assertHeaders('config.headers', common);
  assertHeaders('headers', request.headers);
  const key = request.idempotencyKey;
  if (key !== undefined && !/^[!-~]{1,255}$/.test(key)) {
    throw new InvalidArgumentError('idempotencyKey', 'must be 1 to 255 visible ASCII characters');
  }
  const own = {
    accept: ACCEPT[request.as ?? 'json'],
    ...(settings.userAgent !== undefined && { 'user-agent': settings.userAgent }),
    ...(contentType && { 'content-type': contentType }),
    ...(freshKey !== undefined && { 'idempotency-key': freshKey }),
  };
  const named = key === undefined ? undefined : { 'idempotency-key': key };
  const headers = mergeHeaders(own, common, request.headers, named);
  // A server cannot read a form without its boundary.
  const isForm = contentType !== undefined && /^multipart\/form-data;/.test(contentType);
  if (isForm && /^multipart\/form-data\s*(?:;(?!.*\bboundary=)|$)/i.test(headers['content-type'] ?? '')) {
    headers['content-type'] = contentType;
  }
  return headers;
}

/** Returns the authenticator of one call. It never falls back to another identity than the one that was asked for. */
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
