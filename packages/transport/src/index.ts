// The client

export type { StreamBody } from './body/StreamBody.ts';
export { Transport } from './core/Transport.ts';
export { OS1Error, type OS1ErrorDetails, type Outcome } from './errors/OS1Error.ts';
// Errors
export {
  AbortedError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InsufficientCreditsError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnexpectedResponseError,
} from './errors/subclasses.ts';
// Hosts
export { apiEndpointFor, dashboardEndpointFor } from './hosts.ts';
export type { ClientConfig } from './options/ClientConfig.ts';
export type { Middleware, MiddlewareContext } from './options/Middleware.ts';
export type { RequestOptions } from './options/RequestOptions.ts';
export type {
  Host,
  HttpMethod,
  Idempotency,
  QueryValue,
  ResponseKind,
  StreamRequest,
  TransportLike,
  TransportRequest,
} from './options/TransportLike.ts';
// Logging
export type { Logger, LogLevel } from './redact/Logger.ts';
export { redact } from './redact/redact.ts';
export type { APIPromise, WithResponse } from './response/APIPromise.ts';
export type { RateLimit, ResponseInfo } from './response/ResponseInfo.ts';
export { readRateLimit } from './response/readResponse.ts';
export type { ServerSentEvent, SkippedEvent } from './stream/ServerSentEvent.ts';
export type { StreamOptions } from './stream/StreamOptions.ts';
// A custom `fetch`
export type { Fetch, FetchInit, FetchResponse } from './wire/Fetch.ts';
// Wires: HTTP clients for one attempt
export { kyWire } from './wire/kyWire.ts';
export type { Wire, WireRequest, WireResponse } from './wire/Wire.ts';
