// The client's configuration and the pipe
export type { APIPromise, WithResponse } from './APIPromise.ts';
export type { ClientConfig } from './ClientConfig.ts';
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
// A custom `fetch`
export type { Fetch, FetchInit, FetchResponse } from './Fetch.ts';
// Hosts
export { apiEndpointFor, dashboardEndpointFor } from './hosts.ts';
// Wires: what carries one attempt of one request
export { kyWire } from './kyWire.ts';
// What is told, and what stands in between
export type { Logger, LogLevel } from './Logger.ts';
export type { Middleware, MiddlewareContext } from './Middleware.ts';
export type { RequestOptions } from './RequestOptions.ts';
export type { RateLimit, ResponseInfo } from './ResponseInfo.ts';
export { readRateLimit } from './readRateLimit.ts';
export { redact } from './redact.ts';
export type { ServerSentEvent } from './ServerSentEvent.ts';
export type { SkippedEvent } from './SkippedEvent.ts';
export type { StreamBody } from './StreamBody.ts';
export type { StreamOptions } from './StreamOptions.ts';
export { Transport } from './Transport.ts';
export type {
  Host,
  HttpMethod,
  QueryValue,
  Repeat,
  ResponseKind,
  StreamRequest,
  TransportLike,
  TransportRequest,
} from './TransportLike.ts';
export type { Wire, WireRequest, WireResponse } from './Wire.ts';
