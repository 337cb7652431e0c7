// The client's configuration and the pipe

export type { StreamBody } from './body/StreamBody.ts';
export { Transport } from './core/Transport.ts';
// Errors
export { AbortedError } from './errors/AbortedError.ts';
export { AuthenticationError } from './errors/AuthenticationError.ts';
export { ConflictError } from './errors/ConflictError.ts';
export { ConnectionError } from './errors/ConnectionError.ts';
export { InsufficientCreditsError } from './errors/InsufficientCreditsError.ts';
export { NotFoundError } from './errors/NotFoundError.ts';
export { OS1Error, type OS1ErrorDetails, type Outcome } from './errors/OS1Error.ts';
export { PermissionDeniedError } from './errors/PermissionDeniedError.ts';
export { RateLimitError } from './errors/RateLimitError.ts';
export { ServerError } from './errors/ServerError.ts';
export { TimeoutError } from './errors/TimeoutError.ts';
export { UnexpectedResponseError } from './errors/UnexpectedResponseError.ts';
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
// What is told, and what stands in between
export type { Logger, LogLevel } from './redact/Logger.ts';
export { redact } from './redact/redact.ts';
export type { APIPromise, WithResponse } from './response/APIPromise.ts';
export type { RateLimit, ResponseInfo } from './response/ResponseInfo.ts';
export { readRateLimit } from './response/readRateLimit.ts';
export type { ServerSentEvent } from './stream/ServerSentEvent.ts';
export type { SkippedEvent } from './stream/SkippedEvent.ts';
export type { StreamOptions } from './stream/StreamOptions.ts';
// A custom `fetch`
export type { Fetch, FetchInit, FetchResponse } from './wire/Fetch.ts';
// Wires: what carries one attempt of one request
export { kyWire } from './wire/kyWire.ts';
export type { Wire, WireRequest, WireResponse } from './wire/Wire.ts';
